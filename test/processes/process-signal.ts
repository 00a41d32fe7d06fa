/** Turns the signals that end a program into an AbortSignal, so that it can stop what it has started. */

export function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => controller.abort(new Error(`Stopped by ${name}.`)));
  return controller.signal;
}
