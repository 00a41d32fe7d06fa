/**
 * What counts as a word of folded text. Where a script has no spaces between words, no dictionary is asked (each version of a
 * browser has another): there any run of characters can be found.
 */

import { folded } from "../text/fold.ts";
import { SPACED_CHARACTER, UNSPACED_CHARACTER } from "../text/plain-words.ts";

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

/** An address or a key without spaces: no more of it is indexed. */
const LONGEST_WORD = 40;

/** What the index holds of a text: its words; of scripts without spaces each two neighbours, and the last of each run. */
export function addWords(words: Set<string>, text: string): void {
  for (const run of runsOf(folded(text)))
    if (run.isSpaced) words.add(run.text.slice(0, LONGEST_WORD));
    else for (const pair of pairsOf(run.text)) words.add(pair);
}

/** "abc" → "ab", "bc", "c". */
function pairsOf(text: string): readonly string[] {
  const characters = Array.from(text);
  return characters.map((character, index) => character + (characters[index + 1] ?? ""));
}

/** A word to look up in the index. */
export interface Lookup {
  readonly word: string;
  /** Words that begin so will do. */
  readonly isPrefix: boolean;
}

/** Every text with this run in it has all of these words. @param isOpen The last word may go on. */
export function lookupsOf({ text, isSpaced }: WordRun, isOpen: boolean): readonly Lookup[] {
  if (isSpaced) return [{ word: text.slice(0, LONGEST_WORD), isPrefix: isOpen }];
  const pairs = pairsOf(text);
  // The last character of the run is not the last one there.
  return pairs.length === 1
    ? [{ word: text, isPrefix: true }]
    : pairs.slice(0, -1).map((word) => ({ word, isPrefix: false }));
}
