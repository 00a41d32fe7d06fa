/** Finds words in a transcript, whatever their case and accents. What a turn looks like folded is remembered while it lives. */

import type { Turn } from "../meeting.ts";
import { fold, type Folded, folded, rangesOf, type TextRange } from "../text/fold.ts";
import type { TurnGroups } from "./turn-groups.ts";

export interface Match extends TextRange {
  readonly turn: Turn;
}

/** In the order of the transcript. */
export type Find = (groups: TurnGroups, words: string) => readonly Match[];

/** The first search folds every turn, those after it only the ones that are new. */
export function createFind(): Find {
  const known = new WeakMap<Turn, Folded>();

  function foldedText(turn: Turn): Folded {
    const before = known.get(turn);
    if (before) return before;
    const text = fold(turn.text);
    known.set(turn, text);
    return text;
  }

  return (groups, words) => {
    const wanted = folded(words.trim());
    if (wanted === "") return [];
    return groups.flatMap((group) =>
      group.flatMap((turn) =>
        rangesOf(foldedText(turn), wanted).map((range) => ({ turn, ...range })),
      ),
    );
  };
}

/** Where a search begins that has no place yet: at the first match from this time on, else at the first of all. */
export function firstMatchFrom(matches: readonly Match[], startMs: number): number {
  const index = matches.findIndex(({ turn }) => turn.startMs >= startMs);
  return index < 0 ? 0 : index;
}

/** After the last comes the first, and before the first the last. */
export const stepped = (index: number, step: 1 | -1, count: number): number =>
  count === 0 ? 0 : (index + step + count) % count;
