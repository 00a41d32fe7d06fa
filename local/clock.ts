/** Time as an argument: everything the local service waits for goes through one of these, and stops when its signal does. */

export interface Clock {
  /** Unix time in ms. */
  now(): number;
  /** Calls back once after `ms`, unless `signal` is aborted before. */
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

/** The system's clock, `factor` times as fast: an hour of service in a minute at 60. */
export function scaledClock(factor: number): Clock {
  const origin = systemClock.now();
  return {
    now: () => origin + (systemClock.now() - origin) * factor,
    after: (ms, callback, signal) => systemClock.after(ms / factor, callback, signal),
  };
}

export interface ManualClock extends Clock {
  /** Lets `ms` pass; what falls due runs in the order of its time before this returns. */
  advance(ms: number): void;
  /** How many callbacks wait for their time. */
  waiting(): number;
}

/** A clock that stands still until it is told otherwise. */
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

/** Resolves after `ms`, or at once when `signal` is aborted: ask the signal afterwards. */
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

/** Calls back every `ms` until `signal` is aborted. */
export function every(clock: Clock, ms: number, callback: () => void, signal: AbortSignal): void {
  const tick = (): void => {
    callback();
    if (!signal.aborted) clock.after(ms, tick, signal);
  };
  clock.after(ms, tick, signal);
}
