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

/** A line that only says that there is nothing to say, in whatever language: short, and without a citation. */
const NOTHING =
  /^\W*(?:none|nothing|n\/a|keine?|nichts|ninguno|nada|aucune?|rien|なし|无|無)\W*$/iu;

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
  if (NOTHING.test(text)) return null;
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
