/** Word error rate, the usual measure of a recogniser: wrong, missing and surplus words per word that was spoken. */

export interface WordErrors {
  readonly spokenWords: number;
  /** Least number of words to change, drop and add that turns what was spoken into what was heard. */
  readonly errors: number;
  /** `errors / spokenWords`; 0 is perfect, and it can exceed 1. NaN where nothing was spoken. */
  readonly rate: number;
}

/** Case and punctuation don't count; an apostrophe inside a word does. */
export function wordErrors(spoken: string, heard: string): WordErrors {
  const reference = wordsOf(spoken);
  const errors = editDistance(reference, wordsOf(heard));
  return { spokenWords: reference.length, errors, rate: errors / reference.length };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

/** Levenshtein's distance over words, one row of the table at a time. */
function editDistance(from: readonly string[], to: readonly string[]): number {
  /** `row[n]`: the distance of what is done of `from` to the first n words of `to`. */
  let row = [0, ...to.keys()].map((_, words) => words);
  for (const word of from) {
    const [first = 0, ...others] = row;
    let diagonal = first;
    let left = first + 1;
    row = [left];
    for (const [column, above] of others.entries()) {
      const replaced = diagonal + (word === to[column] ? 0 : 1);
      left = Math.min(replaced, above + 1, left + 1);
      row.push(left);
      diagonal = above;
    }
  }
  return row.at(-1) ?? 0;
}
