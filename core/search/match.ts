/** Matches text with a query. */

import { fold, folded, originalRange, type TextRange } from "../text/fold.ts";
import type { Query, Term } from "./query.ts";
import { SPACED_CHARACTER, WORD_CHARACTER } from "../text/plain-words.ts";

export interface Matcher {
  /** Whether the text has all terms. */
  readonly isMatch: (text: string) => boolean;
  /** Returns the ranges of all terms, in order; ranges that touch are joined. */
  readonly rangesIn: (text: string) => readonly TextRange[];
}

export function matcherOf(query: Query): Matcher {
  const patterns = query.map(patternOf);
  return {
    isMatch(text) {
      const words = folded(text);
      return patterns.every((pattern) => words.search(pattern) !== -1);
    },
    rangesIn(text) {
      const words = fold(text);
      const ranges = patterns.flatMap((pattern) =>
        Array.from(words.text.matchAll(pattern), ({ 0: found, index }) =>
          originalRange(words, { start: index, end: index + found.length }),
        ),
      );
      return joined(ranges.toSorted((a, b) => a.start - b.start || a.end - b.end));
    },
  };
}

const WORD_BEGINS = `(?<!${SPACED_CHARACTER})`;
const WORD_ENDS = `(?!${SPACED_CHARACTER})`;
const BETWEEN = `[^${WORD_CHARACTER}]`;

/** Runs consist of letters, digits and marks only, so they need no escaping. */
function patternOf({ runs, isOpen }: Term): RegExp {
  const source = runs.map(({ text, isSpaced }, index) => {
    const next = runs[index + 1];
    const whole = isSpaced ? WORD_BEGINS + text : text;
    if (!next) return isSpaced && !isOpen ? whole + WORD_ENDS : whole;
    return isSpaced && next.isSpaced ? `${whole}${BETWEEN}+` : `${whole}${BETWEEN}*`;
  });
  return new RegExp(source.join(""), "gv");
}

function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const apart: TextRange[] = [];
  for (const range of ranges) {
    const last = apart.at(-1);
    if (last && range.start <= last.end)
      apart[apart.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else apart.push(range);
  }
  return apart;
}
