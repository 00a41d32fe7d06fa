/**
 * Splits folded text into the words of the search index. In scripts without spaces between words any run of characters can be
 * found; dictionaries are not used, because they differ between browser versions.
 */

import { folded, SPACED_CHARACTER, UNSPACED_CHARACTER } from "../text/fold.ts";

const RUN = new RegExp(`(${SPACED_CHARACTER}+)|${UNSPACED_CHARACTER}+`, "gv");

/** A word, or a run of characters of a script without spaces. */
export interface WordRun {
  readonly text: string;
  readonly isSpaced: boolean;
}

export const runsOf = (foldedText: string): readonly WordRun[] =>
  Array.from(foldedText.matchAll(RUN), ([text, spaced]) => ({
    text,
    isSpaced: spaced !== undefined,
  }));

/** Longer words, such as addresses and keys, are indexed by their beginning. */
const MAX_WORD_LENGTH = 40;

/** The indexed words of a text, in order. A run without spaces is indexed as its pairs of neighbours and its last character. */
export const indexWordsOf = (text: string): readonly string[] =>
  runsOf(folded(text)).flatMap((run) =>
    run.isSpaced ? run.text.slice(0, MAX_WORD_LENGTH) : pairsOf(run.text),
  );

/** "abc" → "ab", "bc", "c". */
function pairsOf(text: string): readonly string[] {
  const characters = Array.from(text);
  return characters.map((character, index) => character + (characters[index + 1] ?? ""));
}

export interface Lookup {
  readonly word: string;
  /** Words that begin with it match too. */
  readonly isPrefix: boolean;
}

/** A word to look up, and its place among the indexed words of a phrase. */
export interface PlacedLookup extends Lookup {
  readonly place: number;
}

/**
 * Every text with these runs after each other has all of the returned words at these distances from each other.
 *
 * @param isOpen the last run matches as a prefix
 */
export function lookupsOf(runs: readonly WordRun[], isOpen: boolean): readonly PlacedLookup[] {
  let next = 0;
  return runs.flatMap(({ text, isSpaced }, index): readonly PlacedLookup[] => {
    const place = next;
    if (isSpaced) {
      next++;
      const isPrefix = isOpen && index === runs.length - 1;
      return [{ word: text.slice(0, MAX_WORD_LENGTH), isPrefix, place }];
    }
    const pairs = pairsOf(text);
    next += pairs.length;
    // In the text the last character of the run may be followed by others.
    return pairs.length === 1
      ? [{ word: text, isPrefix: true, place }]
      : pairs.slice(0, -1).map((word, at) => ({ word, isPrefix: false, place: place + at }));
  });
}
