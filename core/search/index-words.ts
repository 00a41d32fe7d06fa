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

/** Adds the indexed words of a text. A run without spaces is indexed as its pairs of neighbours and its last character. */
export function addWords(words: Set<string>, text: string): void {
  for (const run of runsOf(folded(text)))
    if (run.isSpaced) words.add(run.text.slice(0, MAX_WORD_LENGTH));
    else for (const pair of pairsOf(run.text)) words.add(pair);
}

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

/**
 * Every text with this run in it has all of the returned words.
 * @param isOpen the run matches as a prefix
 */
export function lookupsOf({ text, isSpaced }: WordRun, isOpen: boolean): readonly Lookup[] {
  if (isSpaced) return [{ word: text.slice(0, MAX_WORD_LENGTH), isPrefix: isOpen }];
  const pairs = pairsOf(text);
  // In the text the last character of the run may be followed by others.
  return pairs.length === 1
    ? [{ word: text, isPrefix: true }]
    : pairs.slice(0, -1).map((word) => ({ word, isPrefix: false }));
}
