import { describe, expect, it } from "vitest";
import { covers, goesOn, playStart, stretchAround } from "../../../core/playback/stretch.ts";

const HOUR = 3_600_000;

describe("stretchAround", () => {
  it.each([
    ["opens all of a finished recording", 1_000, HOUR, false, [0, HOUR]],
    ["opens some minutes of a running one", 0, HOUR, true, [0, 300_000]],
    ["includes some seconds before the position", 600_000, HOUR, true, [570_000, 900_000]],
    ["ends at the recorded length", HOUR - 5_000, HOUR, true, [HOUR - 35_000, HOUR]],
  ])("%s", (_, atMs, lengthMs, isGrowing, [fromMs, toMs]) => {
    expect(stretchAround(atMs, lengthMs, isGrowing)).toEqual({ fromMs, toMs });
  });

  it.each([
    [999, false],
    [1_000, true],
    [1_999, true],
    [2_000, false],
  ])("from 1 s to 2 s covers %i ms: %s", (atMs, isCovered) => {
    expect(covers({ fromMs: 1_000, toMs: 2_000 }, atMs)).toBe(isCovered);
  });
});

it.each([
  ["is true with one more second", 3_000, true],
  ["is false with less", 2_999, false],
])("goesOn %s", (_, lengthMs, isMore) => {
  expect(goesOn({ fromMs: 0, toMs: 2_000 }, lengthMs)).toBe(isMore);
});

it.each([
  ["continues at the position", 30_000, 60_000, false, 30_000],
  ["starts over at the end", 60_000, 60_000, false, 0],
  ["plays the last seconds at the end of a running recording", 60_000, 60_000, true, 50_000],
  ["starts over in a recording of a few seconds", 3_000, 3_000, true, 0],
])("playStart %s", (_, atMs, lengthMs, isGrowing, startMs) => {
  expect(playStart(atMs, lengthMs, isGrowing)).toBe(startMs);
});
