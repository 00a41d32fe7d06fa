/** The list of meetings in parts that the eye can find its way by: today, yesterday, and then months. */

import type { Meeting } from "../meeting.ts";

export type Period =
  | { readonly type: "today" | "yesterday" }
  /** `startedAt`: Unix time in ms of one of its meetings. */
  | { readonly type: "month"; readonly startedAt: number };

export interface PeriodOf<Row> {
  /** The same for the same period. */
  readonly key: string;
  readonly period: Period;
  readonly rows: readonly Row[];
}

/**
 * In the order given, which must be by time.
 *
 * @param now Unix time in ms; its day and those before are days of the local calendar
 */
export function byPeriod<Row extends { readonly meeting: Meeting }>(
  rows: readonly Row[],
  now: number,
): readonly PeriodOf<Row>[] {
  const today = startOfDay(now);
  const yesterday = startOfDay(today - 1);
  const periods: (PeriodOf<Row> & { readonly rows: Row[] })[] = [];
  for (const row of rows) {
    const { startedAt } = row.meeting;
    const period = periodOf(startedAt, today, yesterday);
    const key = period.type === "month" ? monthKey(startedAt) : period.type;
    const last = periods.at(-1);
    if (last?.key === key) last.rows.push(row);
    else periods.push({ key, period, rows: [row] });
  }
  return periods;
}

function periodOf(startedAt: number, today: number, yesterday: number): Period {
  if (startedAt >= today) return { type: "today" };
  return startedAt >= yesterday ? { type: "yesterday" } : { type: "month", startedAt };
}

function startOfDay(unixMs: number): number {
  const date = new Date(unixMs);
  return date.setHours(0, 0, 0, 0);
}

function monthKey(unixMs: number): string {
  const date = new Date(unixMs);
  return `${date.getFullYear()}-${date.getMonth() + 1}`;
}
