/** Word error rate, the usual measure of a recogniser: wrong, missing and surplus words per spoken word. */

export interface WordErrors {
  readonly spokenWords: number;
  /** Least number of words to change, drop or add between what was spoken and what was recognised. */
  readonly errors: number;
  /** `errors / spokenWords`; 0 is perfect, and it can exceed 1. NaN if no word was spoken. */
  readonly rate: number;
}

/** Ignores case and punctuation, but not an apostrophe inside a word. */
export function wordErrors(spoken: string, heard: string): WordErrors {
  const reference = wordsOf(spoken);
  const errors = editDistance(reference, wordsOf(heard));
  return { spokenWords: reference.length, errors, rate: errors / reference.length };
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];

/** Levenshtein distance over words, one row of the table at a time. */
function editDistance(from: readonly string[], to: readonly string[]): number {
  /** `row[n]`: distance from the words of `from` so far to the first n words of `to`. */
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
