/** Whether what was said has the words of a question, or of a heading. */

import { contentWordsOf, stemOf } from "../../english/words.ts";

/** The stems of the words that tell what it is about. */
export const termsOf = (words: string): ReadonlySet<string> =>
  new Set(contentWordsOf(words).map(stemOf));

export const termsIn = (text: string, terms: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...termsOf(text)].filter((term) => terms.has(term)));

/** More than half; of many words, two fifths are enough. */
export const isMostOf = (matched: number, all: number): boolean =>
  matched > all / 2 || (matched >= 2 && matched >= all * 0.4);

/** Rare terms tell more (inverse document frequency). */
export function weightsOf(
  terms: ReadonlySet<string>,
  texts: readonly string[],
): (some: ReadonlySet<string>) => number {
  const weights = new Map<string, number>();
  const said = texts.map(termsOf);
  for (const term of terms) {
    const places = said.filter((words) => words.has(term)).length;
    weights.set(term, Math.log(1 + texts.length / Math.max(1, places)));
  }
  const sum = (some: ReadonlySet<string>): number =>
    [...some].reduce((total, term) => total + (weights.get(term) ?? 0), 0);
  const all = sum(terms) || 1;
  return (some) => sum(some) / all;
}
