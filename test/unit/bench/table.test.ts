import { expect, it } from "vitest";
import type { Goal, Row } from "../../bench/figure.ts";
import { isHeld } from "../../bench/goal.ts";
import { markdownTable } from "../../bench/table.ts";

const row = (goal: Goal | undefined, values: readonly number[], ratio?: number): Row => ({
  figure: "F",
  unit: "ms",
  values,
  ...(ratio !== undefined && { ratio: { value: ratio, to: "bare" } }),
  ...(goal && { goal }),
});

it.each([
  ["nothing promised", undefined, [5], null],
  ["the median at its bound", { of: "median", atMost: 5 }, [9, 5, 1], true],
  ["the median above it", { of: "median", atMost: 5 }, [9, 5.01, 1], false],
  ["the median at its least", { of: "median", atLeast: 5 }, [5], true],
  ["the median below its least", { of: "median", atLeast: 5 }, [4.9], false],
  ["nothing measured", { of: "median", atMost: 5 }, [], false],
] as const)("held: %s", (_, goal, values, expected) => {
  expect(isHeld(row(goal, values))).toBe(expected);
});

it.each([
  [{ of: "ratio", atLeast: 0.7 }, 0.7, true],
  [{ of: "ratio", atLeast: 0.7 }, 0.69, false],
  [{ of: "ratio", atMost: 1.5 }, 1.51, false],
  [{ of: "ratio", atMost: 1.5 }, undefined, false],
] as const)("held, of a ratio: %o with %s", (goal, ratio, expected) => {
  expect(isHeld(row(goal, [1], ratio))).toBe(expected);
});

it("one line for each figure, padded; one value has no spread", () => {
  const rows: Row[] = [
    {
      figure: "Opening",
      unit: "ms",
      values: [310, 290.4, 400],
      goal: { of: "median", atMost: 300 },
    },
    {
      figure: "Rate",
      unit: "requests/s",
      values: [12.34],
      ratio: { value: 0.812, to: "bare" },
      goal: { of: "ratio", atLeast: 0.7 },
    },
    { figure: "Size", unit: "kB", values: [1.234] },
  ];
  expect(`\n${markdownTable(rows)}\n`).toBe(`
| Figure  | Median          | Spread    | Ratio       | Goal     | Held |
| ------- | --------------- | --------- | ----------- | -------- | ---- |
| Opening | 310 ms          | 290 – 400 |             | ≤ 300 ms | no   |
| Rate    | 12.3 requests/s |           | 0.81 × bare | ≥ 0.7 ×  | yes  |
| Size    | 1.23 kB         |           |             |          |      |
`);
});
