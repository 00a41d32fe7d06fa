/** What a request needs of the world beyond this Worker. Passed in, so that a test can be the world. */
export interface Outside {
  fetch(url: string, init: RequestInit): Promise<Response>;
  wait(milliseconds: number): Promise<void>;
  /** Aborts with a `TimeoutError` after so many milliseconds. */
  deadline(milliseconds: number): AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  /** Work that outlives the answer. It must not reject. */
  later(work: Promise<unknown>): void;
}

export const internet = (context: Pick<ExecutionContext, "waitUntil">): Outside => ({
  fetch: (url, init) => fetch(url, init),
  wait: (milliseconds) => scheduler.wait(milliseconds),
  deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
  now: () => Date.now(),
  later: (work) => context.waitUntil(work),
});
