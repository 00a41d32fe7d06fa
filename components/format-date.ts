/** Dates as people of the words' language write them: "Nov 22, 4:05 PM", with the year where it is not this one. */

import { wordsLanguage } from "./language.ts";

export function formatDate(unixMs: number): string {
  const isThisYear = new Date(unixMs).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(wordsLanguage(), {
    ...(isThisYear ? {} : { year: "numeric" }),
    month: "short",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
  }).format(unixMs);
}

/** For documents that outlive the year: "November 22, 2026 at 4:05 PM". */
export const formatFullDate = (unixMs: number): string =>
  new Intl.DateTimeFormat(wordsLanguage(), { dateStyle: "long", timeStyle: "short" }).format(
    unixMs,
  );

/** "4:05 PM", in the meeting's own day. */
export const formatTime = (unixMs: number): string =>
  new Intl.DateTimeFormat(wordsLanguage(), { timeStyle: "short" }).format(unixMs);
