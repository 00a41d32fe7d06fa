/**
 * Finds gaps in a recording: time in which nothing was recorded although it was not paused, because the machine slept or its
 * audio system failed. Compares the meeting clock, which counts samples, with the wall clock.
 *
 * Frames that are only late wait in a queue and arrive in a burst, so a difference counts once it has outlasted `SETTLE_MS`.
 * A wall clock that is set forward looks like a gap.
 */

/** Shorter gaps leave no mark. */
export const SHORTEST_GAP_MS = 2_000;
/** After a known interruption of the audio system shorter gaps count too. */
export const SHORTEST_INTERRUPTION_MS = 500;
/** Late frames have arrived by then: the recorder thread takes a queue of ten minutes in less than a second. */
const SETTLE_MS = 5_000;
/** Share of the recorded time by which the clocks may drift: capture ran up to 1.5 % off pitch on a busy machine. */
const DRIFT = 0.02;

export interface Gap {
  /** On the meeting clock. */
  readonly atMs: number;
  /** Unix times in ms. */
  readonly stoppedAt: number;
  readonly resumedAt: number;
}

export interface GapWatch {
  /**
   * Something was recorded.
   *
   * @param recordedMs length of the meeting, with it
   * @param now Unix time in ms
   * @returns a gap that lies some seconds back
   */
  frame(recordedMs: number, now: number): Gap | null;
  /** The audio system was restarted. */
  interrupted(): void;
  /** A pause begins, or the recording ends. @returns a gap that had not outlasted `SETTLE_MS` */
  stop(): Gap | null;
}

interface Suspicion {
  readonly atMs: number;
  readonly since: number;
  /** Least distance of the clocks since. */
  readonly offset: number;
}

export function createGapWatch(): GapWatch {
  /** Unix time of 0 on the meeting clock, before the suspicion; null: nothing was recorded since the last pause. */
  let offset: number | null = null;
  let suspicion: Suspicion | null = null;
  let lastMs = 0;
  let shortestMs = SHORTEST_GAP_MS;

  function confirm(): Gap | null {
    if (offset === null || suspicion === null) return null;
    const { atMs } = suspicion;
    const gap = { atMs, stoppedAt: offset + atMs, resumedAt: suspicion.offset + atMs };
    offset = suspicion.offset;
    suspicion = null;
    shortestMs = SHORTEST_GAP_MS;
    return gap;
  }

  return {
    frame(recordedMs, now) {
      const before = lastMs;
      lastMs = recordedMs;
      const current = now - recordedMs;
      if (offset === null) {
        offset = current;
        return null;
      }
      if (current - offset < shortestMs) {
        suspicion = null;
        offset = Math.min(current, offset + (recordedMs - before) * DRIFT);
        return null;
      }
      suspicion = suspicion
        ? { ...suspicion, offset: Math.min(suspicion.offset, current) }
        : { atMs: before, since: now, offset: current };
      return now - suspicion.since < SETTLE_MS ? null : confirm();
    },
    interrupted() {
      shortestMs = SHORTEST_INTERRUPTION_MS;
    },
    stop() {
      const gap = confirm();
      offset = null;
      return gap;
    },
  };
}
