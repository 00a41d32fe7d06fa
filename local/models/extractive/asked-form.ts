/** What a question wants to hear: a person, a day, a number, a reason. */

import { dueIn } from "../../english/dates.ts";
import { isGivenName } from "../../english/names.ts";
import { wordsOf } from "../../english/words.ts";
import type { Point } from "./point.ts";

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

/** Whether words give what the question wants to hear; no question word, nothing that is wanted. */
export function asksFor(question: string): (point: Point) => boolean {
  const wanted = FORMS.filter(({ asked }) => asked.test(question));
  return (point) => wanted.some(({ isGiven }) => isGiven(point));
}
