/** Compares words of the transcript with those of a question or a heading. */

import { contentWordsOf, stemOf, wordsOf } from "../english/content-words.ts";
import { dueIn } from "../english/dates.ts";
import { isGivenName } from "../english/names.ts";
import type { Point } from "./point.ts";

/** Stems of the content words. */
export const termsOf = (words: string): ReadonlySet<string> =>
  new Set(contentWordsOf(words).map(stemOf));

export const termsIn = (text: string, terms: ReadonlySet<string>): ReadonlySet<string> =>
  new Set([...termsOf(text)].filter((term) => terms.has(term)));

/** More than half; of many words, two fifths are enough. */
export const isMostOf = (matched: number, all: number): boolean =>
  matched > all / 2 || (matched >= 2 && matched >= all * 0.4);

/** Weighs rare terms higher (inverse document frequency). */
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

const NUMBER =
  /\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|percent|dozen)\b/i;

const FORMS: readonly {
  readonly asked: RegExp;
  readonly isGiven: (point: Point) => boolean;
}[] = [
  {
    asked: /\bwho(?:m|se)?\b/i,
    isGiven: ({ text, task }) => Boolean(task?.owner) || wordsOf(text).some(isGivenName),
  },
  {
    asked: /\b(?:when|(?:what|which) (?:day|date|week|month|time)|how soon|until when|deadline)\b/i,
    isGiven: ({ text }) => dueIn(text) !== null,
  },
  {
    asked: /\b(?:how (?:many|much|long|often|far|old|big)|percent|numbers?|costs?|prices?)\b/i,
    isGiven: ({ text }) => NUMBER.test(text),
  },
  {
    asked: /\b(?:why|reasons?)\b/i,
    isGiven: ({ text }) => /\b(?:because|since|reason|so that|due to)\b/i.test(text),
  },
];

/** Whether a point has the form that the question asks for: a person, a day, a number, a reason. */
export function asksFor(question: string): (point: Point) => boolean {
  const wanted = FORMS.filter(({ asked }) => asked.test(question));
  return (point) => wanted.some(({ isGiven }) => isGiven(point));
}
