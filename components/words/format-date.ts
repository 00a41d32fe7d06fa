/** Dates as people of the words' language write them: "Nov 22, 4:05 PM", with the year where it is not this one. */

import { wordsLanguage } from "./language.ts";

const MOMENT = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" } as const;
const MOMENT_OF_YEAR = { year: "numeric", ...MOMENT } as const;

/** Kept, because making one takes longer than a thousand dates. */
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

/** For documents that outlive the year: "November 22, 2026 at 4:05 PM". */
export const formatFullDate = (unixMs: number): string =>
  format(unixMs, { dateStyle: "long", timeStyle: "short" });

/** "4:05 PM", in the meeting's own day. */
export const formatTime = (unixMs: number): string => format(unixMs, { timeStyle: "short" });

/** "November 2026". */
export const formatMonth = (unixMs: number): string =>
  format(unixMs, { month: "long", year: "numeric" });
