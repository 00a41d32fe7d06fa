/** Word error rate, the usual measure of a recogniser: wrong, missing and surplus words per spoken word. */

export interface WordErrors {
  readonly spokenWords: number;
  /** Least number of words to change, drop or add between what was spoken and what was recognised. */
  readonly errors: number;
  /** `errors / spokenWords`; 0 is perfect, and it can exceed 1. NaN if no word was spoken. */
  readonly rate: number;
}

/**
 * Ignores case, punctuation, and whether a number is written in digits or in words, but not an apostrophe inside a word.
 */
export function wordErrors(spoken: string, heard: string): WordErrors {
  const reference = wordsOf(spoken);
  const errors = editDistance(reference, wordsOf(heard));
  return { spokenWords: reference.length, errors, rate: errors / reference.length };
}

const wordsOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []).flatMap(spokenForm);

const UNITS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const SAME: Readonly<Record<string, string>> = { oh: "zero", o: "zero", mr: "mister" };

/** Long numbers and those that begin with a zero are read digit by digit. */
function spokenForm(word: string): string[] {
  if (!/^\d+$/.test(word)) return [SAME[word] ?? word];
  if (word.length > 2 || (word.length === 2 && word.startsWith("0")))
    return [...word].flatMap(spokenForm);
  const number = Number(word);
  const unit = UNITS[number];
  if (unit !== undefined) return [unit];
  const ten = TENS[Math.floor(number / 10) - 2] ?? word;
  return number % 10 === 0 ? [ten] : [ten, UNITS[number % 10] ?? ""];
}

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
