import { describe, expect, it } from "vitest";
import { cueTime } from "../../../../core/export/subtitles/cue.ts";
import { inSequence } from "../../../../core/export/subtitles/in-sequence.ts";

describe("inSequence shows a subtitle", () => {
  const at = (startMs: number, endMs: number, change: object = {}) => ({
    channel: "tab" as const,
    speaker: "tab",
    startMs,
    endMs,
    lines: ["ten letter"],
    ...change,
  });
  const long = { lines: ["x".repeat(40)] };

  it.each([
    ["as long as it is spoken", [at(0, 3_000)], [[0, 3_000]]],
    ["for at least five sixths of a second", [at(0, 0)], [[0, 833]]],
    ["until it is read", [at(0, 500, long)], [[0, 2_000]]],
    ["for at most seven seconds", [at(0, 60_000)], [[0, 7_000]]],
    [
      "until the next one",
      [at(0, 500, long), at(900, 3_000)],
      [
        [0, 900],
        [900, 3_000],
      ],
    ],
    [
      "later if the one before is short",
      [at(0, 100), at(200, 3_000)],
      [
        [0, 833],
        [833, 3_000],
      ],
    ],
    [
      "of another speaker after the one before is read",
      [at(0, 2_500, long), at(500, 2_600, { speaker: "mic" })],
      [
        [0, 2_000],
        [2_000, 2_833],
      ],
    ],
    [
      "of another speaker at most two seconds late",
      [at(0, 5_000, { lines: ["x".repeat(80)] }), at(500, 900, { speaker: "mic" })],
      [
        [0, 2_500],
        [2_500, 3_333],
      ],
    ],
  ])("%s", (_, cues, spans) => {
    expect(inSequence(cues).map(({ startMs, endMs }) => [startMs, endMs])).toEqual(spans);
  });
});

it.each([
  [0, "00:00:00.000"],
  [3_723_004, "01:02:03.004"],
  [360_000_999, "100:00:00.999"],
])("cueTime writes %i ms as %s", (ms, time) => {
  expect(cueTime(ms, ".")).toBe(time);
});
