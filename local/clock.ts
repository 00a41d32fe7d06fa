/** Clock of the local service, passed in so that tests can replace it. A wait ends when its signal aborts. */

export interface Clock {
  /** Unix time in ms. */
  now(): number;
  /** Calls back once after `ms`, unless `signal` aborts before. */
  after(ms: number, callback: () => void, signal: AbortSignal): void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, callback, signal) {
    if (signal.aborted) return;
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", cancel);
      callback();
    }, ms);
    const cancel = (): void => clearTimeout(timer);
    signal.addEventListener("abort", cancel, { once: true });
  },
};

/** The system clock, `factor` times as fast: at 60, an hour of service takes a minute. */
export function scaledClock(factor: number): Clock {
  const origin = systemClock.now();
  return {
    now: () => origin + (systemClock.now() - origin) * factor,
    after: (ms, callback, signal) => systemClock.after(ms / factor, callback, signal),
  };
}

export interface ManualClock extends Clock {
  /** Lets `ms` pass. Runs what falls due, in order of time, before it returns. */
  advance(ms: number): void;
  /** Number of callbacks that are pending. */
  waiting(): number;
}

/** A clock that moves only by `advance`. */
export function manualClock(startMs = 1_790_000_000_000): ManualClock {
  let now = startMs;
  const alarms: { readonly at: number; readonly ring: () => void; readonly signal: AbortSignal }[] =
    [];

  return {
    now: () => now,
    after: (ms, ring, signal) => {
      alarms.push({ at: now + ms, ring, signal });
      alarms.sort((a, b) => a.at - b.at);
    },
    advance(ms) {
      const until = now + ms;
      for (let next = alarms[0]; next !== undefined && next.at <= until; next = alarms[0]) {
        alarms.shift();
        now = Math.max(now, next.at);
        if (!next.signal.aborted) next.ring();
      }
      now = until;
    },
    waiting: () => alarms.filter(({ signal }) => !signal.aborted).length,
  };
}

/** Resolves after `ms`, or immediately when `signal` aborts; check the signal afterwards. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      signal.removeEventListener("abort", done);
      resolve();
    };
    signal.addEventListener("abort", done, { once: true });
    clock.after(ms, done, signal);
  });
}

/** Calls back every `ms` until `signal` aborts. */
export function every(clock: Clock, ms: number, callback: () => void, signal: AbortSignal): void {
  const tick = (): void => {
    callback();
    if (!signal.aborted) clock.after(ms, tick, signal);
  };
  clock.after(ms, tick, signal);
}
