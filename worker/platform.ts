/** Fetch, clock and timers of the runtime, passed in so that tests can replace them. */
export interface Platform {
  fetch(url: string, init: RequestInit): Promise<Response>;
  wait(milliseconds: number): Promise<void>;
  /** @returns a signal that aborts with a `TimeoutError` */
  deadline(milliseconds: number): AbortSignal;
  /** Rejects with a `TimeoutError` if the promise takes longer. Its timer tells the runtime that a request that waits for another has not hung. */
  within<T>(milliseconds: number, promise: Promise<T>): Promise<T>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets a promise outlive the response. It must not reject. */
  later(promise: Promise<unknown>): void;
}

export const cloudflarePlatform = (context: Pick<ExecutionContext, "waitUntil">): Platform => ({
  fetch: (url, init) => fetch(url, init),
  wait: (milliseconds) => scheduler.wait(milliseconds),
  deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
  within,
  now: () => Date.now(),
  later: (promise) => context.waitUntil(promise),
});

export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new DOMException("", "TimeoutError")), milliseconds);
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
