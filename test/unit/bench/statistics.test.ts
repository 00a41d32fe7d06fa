import { expect, it } from "vitest";
import { median, quantile, slope } from "../../bench/statistics.ts";

it.each([
  ["of one", [7], 7],
  ["of an odd number", [9, 1, 4], 4],
  ["of an even number", [4, 1, 3, 2], 2.5],
  ["of nothing", [], Number.NaN],
])("the median %s", (_, values, expected) => {
  expect(median(values)).toBe(expected);
});

it("a quantile lies between its two neighbours", () => {
  const values = [10, 0, 20];
  expect([0, 0.25, 0.95, 1].map((share) => quantile(values, share))).toEqual([0, 5, 19, 20]);
  expect(values).toEqual([10, 0, 20]);
});

it.each([
  ["of a straight line", [1, 3, 5, 7], 2],
  ["of what stays", [2, 2, 2], 0],
  [
    "of one step in the middle, which no median of differences shows",
    [0, 0, 0, 6, 6, 6],
    27 / 17.5,
  ],
  ["of what goes down", [3, 2], -1],
  ["of a single value", [3], Number.NaN],
])("the slope %s", (_, values, expected) => {
  expect(slope(values)).toBe(expected);
});
