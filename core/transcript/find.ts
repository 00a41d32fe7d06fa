/** Finds words in the shown transcript, ignoring case and diacritics. */

import type { Turn } from "../meeting.ts";
import { fold, type Folded, folded, rangesOf, type TextRange } from "../text/fold.ts";
import type { TurnGroups } from "./turn-groups.ts";

export interface Match extends TextRange {
  readonly turn: Turn;
}

/** Matches are in the order of the transcript. */
export type Find = (groups: TurnGroups, words: string) => readonly Match[];

/** The first search folds every turn; later ones fold only new turns. */
export function createFind(): Find {
  const foldedTurns = new WeakMap<Turn, Folded>();

  function foldedText(turn: Turn): Folded {
    const known = foldedTurns.get(turn);
    if (known) return known;
    const text = fold(turn.text);
    foldedTurns.set(turn, text);
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

/** Index of the first match from this time on, otherwise of the first match. */
export function firstMatchFrom(matches: readonly Match[], startMs: number): number {
  const index = matches.findIndex(({ turn }) => turn.startMs >= startMs);
  return index < 0 ? 0 : index;
}

/** Steps through matches in a circle. */
export const stepped = (index: number, step: 1 | -1, count: number): number =>
  count === 0 ? 0 : (index + step + count) % count;
