/** Whether the transcript bears out what notes say: citations that lead somewhere, and quotes that were said. */

import type { Turn } from "../meeting.ts";
import { plainWords } from "../text/plain-words.ts";
import { citedNumbers } from "./citations.ts";

/** What is wrong with a bullet; null where the transcript supports it. */
export type SupportFault =
  /** It cites nothing, or only turns that do not exist. */
  | "not-found"
  /** Words in quotation marks were never said like that. */
  | "quote-not-found";

/** Shorter quotes are terms ("beta"), which nobody takes for somebody's words. */
const LEAST_QUOTED_WORDS = 3;

const QUOTES = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」/g;

/**
 * How models write that there is nothing to list, by language. Notes can be in any of them, whatever the panel's language is;
 * every language of the panel needs an entry.
 */
export const NOTHING_TO_LIST: Readonly<Record<string, readonly string[]>> = {
  en: ["none", "nothing", "n/a"],
  de: ["kein", "keine", "nichts"],
  es: ["ninguno", "nada"],
  fr: ["aucun", "aucune", "rien"],
  ja: ["なし", "無"],
  zh: ["无", "無"],
};
const SAYS_NOTHING = new RegExp(
  `^\\W*(?:${Object.values(NOTHING_TO_LIST).flat().join("|")})\\W*$`,
  "iu",
);

/**
 * @param text a bullet, as Markdown, without the bullets below it
 * @param turnOf the turn that citation [n] names
 * @param said everything that was said, as `plainWords` gives it
 */
export function supportFault(
  text: string,
  turnOf: (turnNumber: number) => Turn | null,
  said: string,
): SupportFault | null {
  if (SAYS_NOTHING.test(text)) return null;
  if (citedNumbers(text).every((number) => turnOf(number) === null)) return "not-found";
  return quotesIn(text).every((quote) => said.includes(plainWords(quote)))
    ? null
    : "quote-not-found";
}

const quotesIn = (text: string): readonly string[] =>
  [...text.matchAll(QUOTES)]
    .map((match) => match.slice(1).find((group) => group !== undefined) ?? "")
    // An ellipsis leaves words out: its parts are quotes of their own.
    .flatMap((quote) => quote.split(/\.\.\.|…/))
    .filter((quote) => plainWords(quote).trim().split(" ").length >= LEAST_QUOTED_WORDS);

/** For `supportFault`. */
export const everythingSaid = (turns: readonly Turn[]): string =>
  plainWords(turns.map(({ text }) => text).join(" "));
