/** Writes budgets in everyday words: "5 hours 12 minutes", "1.2 million", "until 1:00 AM". */

import { i18n } from "#i18n";
import type { Usage } from "../../core/protocol/worker-api.ts";
import { formatTime } from "./format-date.ts";
import { wordsLanguage } from "./language.ts";

const SECONDS_PER_MINUTE = 60;
const MINUTES_PER_HOUR = 60;
const MS_PER_DAY = 86_400_000;

/** Returns the rest of a day's budget. The day is a day of UTC; its end is given in local time. */
export const budgetWords = ({ day, session_seconds, model_tokens }: Usage): string =>
  i18n.t("connection.left", [
    formatTime(Date.parse(`${day}T00:00Z`) + MS_PER_DAY),
    formatHours(session_seconds.left),
    formatAmount(model_tokens.left),
  ]);

/** Rounds down to whole minutes. */
export function formatHours(seconds: number): string {
  const minutes = Math.floor(seconds / SECONDS_PER_MINUTE);
  const hours = Math.floor(minutes / MINUTES_PER_HOUR);
  const rest = minutes % MINUTES_PER_HOUR;
  const parts = [
    ...(hours > 0 ? [formatUnit(hours, "hour")] : []),
    ...(rest > 0 || hours === 0 ? [formatUnit(rest, "minute")] : []),
  ];
  return new Intl.ListFormat(wordsLanguage(), { type: "unit", style: "narrow" }).format(parts);
}

const formatUnit = (count: number, unit: "hour" | "minute"): string =>
  new Intl.NumberFormat(wordsLanguage(), { style: "unit", unit, unitDisplay: "long" }).format(
    count,
  );

/** Rounds down to two significant digits. */
export const formatAmount = (count: number): string =>
  new Intl.NumberFormat(wordsLanguage(), {
    notation: "compact",
    compactDisplay: "long",
    maximumSignificantDigits: 2,
    roundingMode: "floor",
  }).format(count);
