import { describe, expect, it } from "vitest";
import { covers, goesOn, playStart, stretchAround } from "../../../core/playback/stretch.ts";

const HOUR = 3_600_000;

describe("what is opened", () => {
  it.each([
    ["all of a recording that is done", 1_000, HOUR, false, [0, HOUR]],
    ["little of one that grows", 0, HOUR, true, [0, 300_000]],
    ["with something before it", 600_000, HOUR, true, [570_000, 900_000]],
    ["as far as it goes", HOUR - 5_000, HOUR, true, [HOUR - 35_000, HOUR]],
  ])("%s", (_, atMs, lengthMs, isGrowing, [fromMs, toMs]) => {
    expect(stretchAround(atMs, lengthMs, isGrowing)).toEqual({ fromMs, toMs });
  });

  it.each([
    [999, false],
    [1_000, true],
    [1_999, true],
    [2_000, false],
  ])("from 1 s to 2 s at %i ms: %s", (atMs, isCovered) => {
    expect(covers({ fromMs: 1_000, toMs: 2_000 }, atMs)).toBe(isCovered);
  });
});

it.each([
  ["goes on when a second or more is new", 3_000, true],
  ["ends where less is", 2_999, false],
])("%s", (_, lengthMs, isMore) => {
  expect(goesOn({ fromMs: 0, toMs: 2_000 }, lengthMs)).toBe(isMore);
});

it.each([
  ["where it was", 30_000, 60_000, false, 30_000],
  ["from the beginning when it was at the end", 60_000, 60_000, false, 0],
  ["from the last seconds of what grows", 60_000, 60_000, true, 50_000],
  ["from the beginning of what has only begun", 3_000, 3_000, true, 0],
])("plays %s", (_, atMs, lengthMs, isGrowing, startMs) => {
  expect(playStart(atMs, lengthMs, isGrowing)).toBe(startMs);
});
