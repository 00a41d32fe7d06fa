import { expect, it } from "vitest";
import { formatClock } from "../../core/clock-time.ts";

it.each([
  [0, "0:00"],
  [999, "0:00"],
  [65_000, "1:05"],
  [599_999, "9:59"],
  [3_599_999, "59:59"],
  [3_600_000, "1:00:00"],
  [36_061_000, "10:01:01"],
  [-1, "0:00"],
])("formatClock writes %i ms as %s", (ms, text) => {
  expect(formatClock(ms)).toBe(text);
});
