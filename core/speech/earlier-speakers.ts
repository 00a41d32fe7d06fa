/** Who spoke when, by the transcript that a new one replaces: names and corrections of the user keep their people. */

import type { SpeakerKey, Turn, Word } from "../meeting.ts";

export interface EarlierSpeakers {
  /** Label of the speaker who was heard at the middle of a word; null if it is not known. */
  labelAt(word: Word): string | null;
  /** Speaker to whom the user had assigned the words at the time of a turn; null if they had not, or to several. */
  assignedAt(turn: Pick<Turn, "startMs" | "endMs">): SpeakerKey | null;
}

/** Words may be heard a little earlier or later than before. */
const TOLERANCE_MS = 150;
/** How much of a turn the user must have assigned. */
const LEAST_SHARE = 0.8;

interface EarlierWord extends Pick<Word, "startMs" | "endMs"> {
  readonly label: string | null;
  readonly saidBy: SpeakerKey | null;
}

/** @param turns of one channel, in any order */
export function earlierSpeakers(turns: readonly Turn[]): EarlierSpeakers {
  const words = turns
    .flatMap((turn) =>
      turn.words.map(({ startMs, endMs }): EarlierWord => ({
        startMs,
        endMs,
        label: turn.speaker,
        saidBy: turn.saidBy ?? null,
      })),
    )
    .toSorted((one, other) => one.startMs - other.startMs);

  /** Index of the first word that begins at this time or later. */
  function firstFrom(atMs: number): number {
    let [from, to] = [0, words.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((words[middle]?.startMs ?? Infinity) < atMs) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  return {
    labelAt({ startMs, endMs }) {
      const atMs = (startMs + endMs) / 2;
      const before = words[firstFrom(atMs + TOLERANCE_MS) - 1];
      return before && atMs <= before.endMs + TOLERANCE_MS ? before.label : null;
    },
    assignedAt({ startMs, endMs }) {
      const own = words.slice(
        firstFrom(startMs - TOLERANCE_MS),
        firstFrom(Math.max(startMs, endMs - TOLERANCE_MS)),
      );
      const saidBy = own.find((word) => word.saidBy !== null)?.saidBy ?? null;
      const share = own.filter((word) => word.saidBy === saidBy).length / own.length;
      return saidBy !== null && share >= LEAST_SHARE ? saidBy : null;
    },
  };
}
