/** Fetch, clock and timers of the runtime, passed in so that tests can replace them. */
export interface Platform {
  fetch(url: string, init: RequestInit): Promise<Response>;
  wait(milliseconds: number): Promise<void>;
  /** @returns a signal that aborts with a `TimeoutError` */
  deadline(milliseconds: number): AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets a promise outlive the response. It must not reject. */
  later(promise: Promise<unknown>): void;
}

export const cloudflarePlatform = (context: Pick<ExecutionContext, "waitUntil">): Platform => ({
  fetch: (url, init) => fetch(url, init),
  wait: (milliseconds) => scheduler.wait(milliseconds),
  deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
  now: () => Date.now(),
  later: (promise) => context.waitUntil(promise),
});
