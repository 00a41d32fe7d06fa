import { expect, it } from "vitest";
import { recordableMinutes, lowSpaceProblem } from "../../../core/recording/storage-level.ts";

const MINUTE_BYTES = 32_000 * 60;

it.each([
  ["a minute", MINUTE_BYTES, 0, 1, 1],
  ["less than a minute", MINUTE_BYTES - 1, 0, 1, 0],
  ["a disk that is used in part", 10 * MINUTE_BYTES, 4 * MINUTE_BYTES, 1, 6],
  ["two channels", 10 * MINUTE_BYTES, 4 * MINUTE_BYTES, 2, 3],
  ["a disk with more used than granted", 0, MINUTE_BYTES, 1, 0],
])("recordableMinutes of %s", (_name, quotaBytes, usageBytes, channels, expected) => {
  expect(recordableMinutes({ quotaBytes, usageBytes }, channels)).toBe(expected);
});

it.each([
  ["no room", 0, 1, "0"],
  ["almost 30 minutes", 30 * MINUTE_BYTES - 1, 1, "29"],
  ["59 minutes for two channels", 59 * MINUTE_BYTES, 2, "29"],
])("lowSpaceProblem reports %s as low", (_name, quotaBytes, channels, detail) => {
  expect(lowSpaceProblem({ quotaBytes, usageBytes: 0 }, channels)).toEqual({
    reason: "disk-low",
    detail,
  });
});

it("lowSpaceProblem reports nothing from 30 minutes on", () => {
  expect(lowSpaceProblem({ quotaBytes: 30 * MINUTE_BYTES, usageBytes: 0 }, 1)).toBeNull();
});
