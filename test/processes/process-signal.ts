/** The end of a program asked for from outside, as a signal: what it has started is stopped in order. */

export function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => controller.abort(new Error(`Stopped by ${name}.`)));
  return controller.signal;
}
