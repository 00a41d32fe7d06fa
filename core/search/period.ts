/** The period filter of the search: when a meeting began. */

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
