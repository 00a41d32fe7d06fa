/**
 * Sound waits here for the recogniser. The real service accepts minutes of backlog at once and works it off little faster
 * than real time (protocol §3): text lags, and Terminate is answered when the queue is empty.
 */

import type { Clock } from "../clock.ts";

export interface AudioQueue {
  /** Runs `work` in its turn and then keeps the recogniser busy for `ms` of sound. */
  push(ms: number, work: () => void): void;
  /** Nothing runs before this. */
  start(): void;
  /** Resolves when everything pushed so far has run; never, when the signal is aborted first. */
  drained(): Promise<void>;
}

/** `speed` is a multiple of real time; `Infinity` runs everything as it comes. */
export function createAudioQueue(clock: Clock, speed: number, signal: AbortSignal): AudioQueue {
  const waiting: { readonly ms: number; readonly work: () => void }[] = [];
  let started = false;
  let sleeping = false;
  let busyUntil = 0;

  const run = (): void => {
    sleeping = false;
    while (started && !sleeping && !signal.aborted) {
      const next = waiting[0];
      if (next === undefined) return;
      const now = clock.now();
      if (busyUntil > now) {
        sleeping = true;
        clock.after(busyUntil - now, run, signal);
        return;
      }
      waiting.shift();
      busyUntil = now + next.ms / speed;
      next.work();
    }
  };

  const push = (ms: number, work: () => void): void => {
    waiting.push({ ms, work });
    if (!sleeping) run();
  };

  return {
    push,
    start() {
      started = true;
      run();
    },
    drained: () => new Promise((resolve) => push(0, resolve)),
  };
}
