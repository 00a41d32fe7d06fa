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
      [at(0, 500), at(900, 3_000)],
      [
        [0, 833],
        [900, 3_000],
      ],
    ],
    [
      "until it is read, at most one second into the speaker's next words",
      [at(0, 500, { lines: ["x".repeat(80)] }), at(900, 3_000)],
      [
        [0, 1_900],
        [1_900, 3_000],
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
    [
      "long enough to be seen, up to four seconds late",
      Array.from({ length: 6 }, (_, index) => at(index, index + 1, { speaker: `tab ${index}` })),
      [
        [0, 833],
        [833, 1_666],
        [1_666, 2_499],
        [2_499, 3_332],
        [3_332, 4_005],
        [4_005, 4_838],
      ],
    ],
  ])("%s", (_, cues, spans) => {
    expect(inSequence(cues, () => 0).map(({ startMs, endMs }) => [startMs, endMs])).toEqual(spans);
  });
});

it("inSequence counts the name of a new speaker as reading", () => {
  const cue = { channel: "tab" as const, startMs: 0, endMs: 500, lines: ["x".repeat(20)] };
  const cues = [
    { ...cue, speaker: "tab A" },
    { ...cue, speaker: "tab B", startMs: 10_000, endMs: 10_500 },
    { ...cue, speaker: "tab B", startMs: 20_000, endMs: 20_500 },
  ];
  const shownMs = inSequence(cues, () => 10).map(({ startMs, endMs }) => endMs - startMs);
  expect(shownMs).toEqual([1_500, 1_500, 1_000]);
});

it.each([
  [0, "00:00:00.000"],
  [3_723_004, "01:02:03.004"],
  [360_000_999, "100:00:00.999"],
])("cueTime writes %i ms as %s", (ms, time) => {
  expect(cueTime(ms, ".")).toBe(time);
});
