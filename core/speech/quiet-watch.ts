/**
 * Moves the offset through silence. Silence yields no turn, so without this a connection lost after an hour of silence would send the
 * hour again. Audio counts as quiet if it is below `QUIET_PEAK`, was sent some time ago and began no turn. "No turn" alone is not
 * enough: a stalled service begins none either, however loud the audio.
 */

import { QUIET_PEAK } from "../audio/capture-watch.ts";
import { msToSamples } from "../audio/format.ts";

/**
 * The service reports the beginning of speech at most 1.2 s late (docs/protocol.md#server-messages), plus a slow network. Not much
 * shorter, because each step is a database write.
 */
const QUIET_AFTER_MS = 10_000;

interface Mark {
  readonly atMs: number;
  readonly sentUpTo: number;
}

export interface QuietWatch {
  /** A session begins at this sample. */
  begin(baseSamples: number, nowMs: number): void;
  /**
   * Records that audio of this linear peak was sent up to this sample.
   *
   * @returns the sample up to which all is quiet and certainly heard; null if nothing new is known
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
      const isQuiet = !isTurnOpen && peak < QUIET_PEAK;
      const before = isQuiet ? mark : null;
      if (before && nowMs - before.atMs < QUIET_AFTER_MS) return null;
      mark = isQuiet ? { atMs: nowMs, sentUpTo } : null;
      if (!before) return null;
      // Audio sent faster than real time may not be heard yet; real time is the least a service keeps up with.
      const heard = base.sentUpTo + msToSamples(before.atMs - base.atMs);
      return Math.min(before.sentUpTo, heard);
    },
  };
}
