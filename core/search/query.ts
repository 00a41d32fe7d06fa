/**
 * Parses a search query: words, each of which matches as a prefix, and "phrases in quotes", whose words are whole and follow each
 * other. A text matches if it has all terms, in any order.
 */

import { folded } from "../text/fold.ts";
import { type Lookup, lookupsOf, type WordRun, runsOf } from "./index-words.ts";

export interface Term {
  /** At least one. Several follow each other in the text: "l’équipe" has two. */
  readonly runs: readonly WordRun[];
  /** The last run matches as a prefix. */
  readonly isOpen: boolean;
}

export type Query = readonly Term[];

/** Limits the time of one search. */
const MAX_CHARACTERS = 200;
const MAX_TERMS = 12;

const QUOTES = /[“”„‟«»]/g;
const PART = /"([^"]*)("?)|[^\s"]+/g;

/** Returns no terms for text without words. The last word of a phrase without a closing quote is still being typed. */
export function parseQuery(typed: string): Query {
  const parts = typed.slice(0, MAX_CHARACTERS).replace(QUOTES, '"').matchAll(PART);
  return Array.from(parts, ([whole, phrase, quote]) => ({
    runs: runsOf(folded(phrase ?? whole)),
    isOpen: quote !== '"',
  }))
    .filter(({ runs }) => runs.length > 0)
    .slice(0, MAX_TERMS);
}

/** The words to look up in the index: a text that matches has all of them. */
export const lookups = (query: Query): readonly Lookup[] =>
  query.flatMap(({ runs, isOpen }) =>
    runs.flatMap((run, index) => lookupsOf(run, isOpen && index === runs.length - 1)),
  );
