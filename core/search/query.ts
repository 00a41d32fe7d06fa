/**
 * What a person types to find something: words, each of which may be the beginning of one, and "phrases in quotes", whose
 * words follow each other and are whole. All of them must be there, in any order.
 */

import { folded } from "../text/fold.ts";
import { type Lookup, lookupsOf, type WordRun, runsOf } from "./index-words.ts";

export interface Term {
  /** They follow each other: "l’équipe" is two. At least one. */
  readonly runs: readonly WordRun[];
  /** The last one may go on. */
  readonly isOpen: boolean;
}

export type Query = readonly Term[];

/** More is no question any more, and each costs time. */
const MOST_CHARACTERS = 200;
const MOST_TERMS = 12;

const QUOTES = /[“”„‟«»]/g;
const PART = /"([^"]*)("?)|[^\s"]+/g;

/** Empty where there is no word in it. A quote that is still open is a phrase whose last word is still being typed. */
export function parseQuery(typed: string): Query {
  const parts = typed.slice(0, MOST_CHARACTERS).replace(QUOTES, '"').matchAll(PART);
  return Array.from(parts, ([whole, phrase, quote]) => ({
    runs: runsOf(folded(phrase ?? whole)),
    isOpen: quote !== '"',
  }))
    .filter(({ runs }) => runs.length > 0)
    .slice(0, MOST_TERMS);
}

/** What the index is asked: a text that matches has all of them. */
export const lookups = (query: Query): readonly Lookup[] =>
  query.flatMap(({ runs, isOpen }) =>
    runs.flatMap((run, index) => lookupsOf(run, isOpen && index === runs.length - 1)),
  );
