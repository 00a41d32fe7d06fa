/** The stretch of time in which a meeting began that is looked for, as a person chooses it. */

export const PERIODS = ["any", "week", "month", "year", "between"] as const;
export type SearchPeriod = (typeof PERIODS)[number];

export interface PeriodChoice {
  readonly period: SearchPeriod;
  /** Days as `YYYY-MM-DD`, both included; "": open. They count where the period is "between". */
  readonly from: string;
  readonly to: string;
}

const DAYS = { week: 7, month: 30, year: 365 } as const;
const DAY_MS = 86_400_000;

/** Unix times in ms; `untilMs` itself is out. Days are those of the person's time zone. */
export function spanOf(
  { period, from, to }: PeriodChoice,
  nowMs: number,
): { readonly fromMs: number | null; readonly untilMs: number | null } {
  if (period === "any") return { fromMs: null, untilMs: null };
  if (period !== "between") return { fromMs: nowMs - DAYS[period] * DAY_MS, untilMs: null };
  return { fromMs: startOfDay(from, 0), untilMs: startOfDay(to, 1) };
}

/** So many days after that one; null where it is none. */
function startOfDay(day: string, daysLater: number): number | null {
  const [year = Number.NaN, month = 1, date = 1] = day === "" ? [] : day.split("-").map(Number);
  const start = new Date(year, month - 1, date + daysLater).getTime();
  return Number.isNaN(start) ? null : start;
}
