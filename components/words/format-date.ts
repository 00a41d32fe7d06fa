/** Formats dates in the panel's language: "Nov 22, 4:05 PM", with the year unless it is this year. */

import { wordsLanguage } from "./language.ts";

const MOMENT = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" } as const;
const MOMENT_OF_YEAR = { year: "numeric", ...MOMENT } as const;

/** Cached: creating a formatter takes longer than formatting a thousand dates. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(unixMs: number, options: Intl.DateTimeFormatOptions): string {
  const language = wordsLanguage();
  const key = `${language} ${JSON.stringify(options)}`;
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(language, options);
  formatters.set(key, formatter);
  return formatter.format(unixMs);
}

export function formatDate(unixMs: number): string {
  const isThisYear = new Date(unixMs).getFullYear() === new Date().getFullYear();
  return format(unixMs, isThisYear ? MOMENT : MOMENT_OF_YEAR);
}

/** Formats a date with its year, for exported documents: "November 22, 2026 at 4:05 PM". */
export const formatFullDate = (unixMs: number): string =>
  format(unixMs, { dateStyle: "long", timeStyle: "short" });

/** "4:05 PM". */
export const formatTime = (unixMs: number): string => format(unixMs, { timeStyle: "short" });

/** "November 2026". */
export const formatMonth = (unixMs: number): string =>
  format(unixMs, { month: "long", year: "numeric" });
