/**
 * Moves the offset through silence. No turn comes of silence, so without this a connection lost after an hour of it would
 * have the hour sent again. Quiet is what holds no sound to speak of, was sent some time ago, and has begun no turn since. That
 * no turn has begun is not enough: a service that has stalled begins none either, however loud the sound.
 */

import { QUIET_PEAK } from "../audio/capture-watch.ts";
import { msToSamples } from "../audio/format.ts";

/**
 * How long ago: a service tells the beginning of speech 1.2 s after it at the latest (protocol §4), and a network may be
 * slow. Each step is a write to the database, so not much shorter either.
 */
const QUIET_AFTER_MS = 10_000;

interface Mark {
  readonly atMs: number;
  readonly sentUpTo: number;
}

export interface QuietWatch {
  /** A session has begun at this sample. */
  begin(baseSamples: number, nowMs: number): void;
  /**
   * Sound of this linear peak was sent up to this sample. Returns how far all is quiet and surely heard, or null where nothing
   * new is known.
   */
  sent(sentUpTo: number, peak: number, isTurnOpen: boolean, nowMs: number): number | null;
}

export function createQuietWatch(): QuietWatch {
  let base: Mark = { atMs: 0, sentUpTo: 0 };
  let mark: Mark | null = null;

  return {
    begin(baseSamples, nowMs) {
      base = { atMs: nowMs, sentUpTo: baseSamples };
      mark = null;
    },
    sent(sentUpTo, peak, isTurnOpen, nowMs) {
      // Anything louder is sent again if need be.
      const isQuiet = !isTurnOpen && peak < QUIET_PEAK;
      const before = isQuiet ? mark : null;
      if (before && nowMs - before.atMs < QUIET_AFTER_MS) return null;
      mark = isQuiet ? { atMs: nowMs, sentUpTo } : null;
      if (!before) return null;
      // What was sent faster than real time may not be heard yet; real time is the least a service keeps up with.
      const heard = base.sentUpTo + msToSamples(before.atMs - base.atMs);
      return Math.min(before.sentUpTo, heard);
    },
  };
}
