/** Groups the list of meetings into today, yesterday and months. */

import type { Meeting } from "../meeting.ts";

export type Period =
  | { readonly type: "today" | "yesterday" }
  /** `startedAt`: Unix time in ms of any of its meetings. */
  | { readonly type: "month"; readonly startedAt: number };

export interface PeriodOf<Row> {
  readonly key: string;
  readonly period: Period;
  readonly rows: readonly Row[];
}

/**
 * @param rows ordered by time
 * @param now Unix time in ms; days are those of the local time zone
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
