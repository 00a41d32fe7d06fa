import { expect, it } from "vitest";
import { byPeriod } from "../../../core/library/periods.ts";
import { held } from "../spoken.ts";

/** In the local time zone. */
const at = (month: number, day: number, hour = 12, year = 2026): number =>
  new Date(year, month - 1, day, hour).getTime();
const now = at(11, 22, 15);
const keysOf = (times: readonly number[], from = now): readonly string[] =>
  byPeriod(
    times.map((startedAt, index) => ({ meeting: held({ id: String(index), startedAt }) })),
    from,
  ).map(({ key, rows }) => `${key}: ${rows.map(({ meeting }) => meeting.id).join(" ")}`);

it.each<[string, readonly number[], readonly string[]]>([
  ["no meetings", [], []],
  ["meetings of today", [at(11, 22, 14), at(11, 22, 0)], ["today: 0 1"]],
  ["a meeting of tomorrow, from a wrong clock,", [at(11, 23)], ["today: 0"]],
  ["meetings of yesterday", [at(11, 21, 23), at(11, 21, 0)], ["yesterday: 0 1"]],
  [
    "meetings of every period",
    [at(11, 22), at(11, 21), at(11, 20, 23), at(11, 1), at(10, 31), at(11, 30, 12, 2025)],
    ["today: 0", "yesterday: 1", "2026-11: 2 3", "2026-10: 4", "2025-11: 5"],
  ],
])("byPeriod groups %s", (_, times, periods) => {
  expect(keysOf(times)).toEqual(periods);
});

it("byPeriod finds yesterday in another year", () => {
  expect(keysOf([at(12, 31)], at(1, 1, 9, 2027))).toEqual(["yesterday: 0"]);
});
