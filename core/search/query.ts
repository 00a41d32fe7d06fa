/**
 * Parses a search query: words, each of which matches as a prefix, and "phrases in quotes", whose words are whole and follow each
 * other. A text matches if it has all terms, in any order. Also turns the period filter into the span in which a meeting began.
 */

import { LONGEST, MOST } from "../bounds.ts";
import { folded } from "../text/fold.ts";
import { lookupsOf, type PlacedLookup, runsOf, type WordRun } from "./index-words.ts";

export interface Term {
  /** At least one. Several follow each other in the text: "l’équipe" has two. */
  readonly runs: readonly WordRun[];
  /** The last run matches as a prefix. */
  readonly isOpen: boolean;
}

export type Query = readonly Term[];

const QUOTES = /[“”„‟«»]/g;
const PART = /"([^"]*)("?)|[^\s"]+/g;

/** Returns no terms for text without words. The last word of a phrase without a closing quote is still being typed. */
export function parseQuery(typed: string): Query {
  const parts = typed.slice(0, LONGEST.query).replace(QUOTES, '"').matchAll(PART);
  return Array.from(parts, ([whole, phrase, quote]) => ({
    runs: runsOf(folded(phrase ?? whole)),
    isOpen: quote !== '"',
  }))
    .filter(({ runs }) => runs.length > 0)
    .slice(0, MOST.queryTerms);
}

/** The words to look up in the index, term by term: a text that matches has all of them, those of a term at their places. */
export const lookups = (query: Query): readonly (readonly PlacedLookup[])[] =>
  query.map(({ runs, isOpen }) => lookupsOf(runs, isOpen));

export const PERIODS = ["any", "week", "month", "year", "between"] as const;
export type SearchPeriod = (typeof PERIODS)[number];

export interface PeriodChoice {
  readonly period: SearchPeriod;
  /** Days as `YYYY-MM-DD`, both included; "" is open. Used only by the period "between". */
  readonly from: string;
  readonly to: string;
}

const DAYS = { week: 7, month: 30, year: 365 } as const;
const DAY_MS = 86_400_000;

/** @returns Unix times in ms in the local time zone; `untilMs` is excluded */
export function spanOf(
  { period, from, to }: PeriodChoice,
  nowMs: number,
): { readonly fromMs: number | null; readonly untilMs: number | null } {
  if (period === "any") return { fromMs: null, untilMs: null };
  if (period !== "between") return { fromMs: nowMs - DAYS[period] * DAY_MS, untilMs: null };
  return { fromMs: startOfDay(from, 0), untilMs: startOfDay(to, 1) };
}

/** @returns `null` for an open or invalid day */
function startOfDay(day: string, daysLater: number): number | null {
  const [year = Number.NaN, month = 1, date = 1] = day === "" ? [] : day.split("-").map(Number);
  const start = new Date(year, month - 1, date + daysLater).getTime();
  return Number.isNaN(start) ? null : start;
}
