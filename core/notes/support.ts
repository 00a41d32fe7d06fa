/** Checks notes against the transcript: citations must name turns, and quotes must have been said. */

import type { Turn } from "../meeting.ts";
import { plainWords } from "../text/fold.ts";
import { citedNumbers } from "./citations.ts";

export type SupportFault =
  /** Cites nothing, or only turns that do not exist. */
  | "not-found"
  /** Words in quotation marks were not said like that. */
  | "quote-not-found";

/** Shorter quotes are terms such as "beta". */
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
 * @param text Markdown of a bullet without the bullets below it
 * @param turnOf returns the turn that citation [n] names
 * @param said `everythingSaid` of the transcript
 * @returns `null` if the transcript supports the bullet
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
    // The parts around an ellipsis are checked one by one.
    .flatMap((quote) => quote.split(/\.\.\.|…/))
    .filter((quote) => plainWords(quote).trim().split(" ").length >= LEAST_QUOTED_WORDS);

export const everythingSaid = (turns: readonly Turn[]): string =>
  plainWords(turns.map(({ text }) => text).join(" "));

/**
 * Checks one bullet of a list.
 *
 * @param hasBulletsBelow the bullet may be a heading of those below, which needs no citation of its own
 */
export type BulletCheck = (text: string, hasBulletsBelow: boolean) => SupportFault | null;

/** @param said `everythingSaid` of the transcript */
export const bulletCheck =
  (turnOf: (turnNumber: number) => Turn | null, said: string): BulletCheck =>
  (text, hasBulletsBelow) =>
    hasBulletsBelow && citedNumbers(text).length === 0 ? null : supportFault(text, turnOf, said);
