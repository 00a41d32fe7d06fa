import { describe, expect, it } from "vitest";
import { timedUnits } from "../../../../core/export/subtitles/timed-units.ts";
import type { Turn, Word } from "../../../../core/meeting.ts";
import { spoken } from "../../spoken.ts";
import { heardWords } from "../sample-meeting.ts";

describe("timedUnits", () => {
  const times = (text: string, heard: string, change: Partial<Turn> = {}) =>
    timedUnits(
      spoken({
        text,
        words: heardWords(heard, 1_000, 1_000),
        startMs: 1_000,
        endMs: 4_950,
        ...change,
      }),
    ).map(({ text, startMs, endMs }) => [text, Math.round(startMs), Math.round(endMs)]);

  it.each([
    [
      "keeps the times of words as they were heard",
      "Yes, of course.",
      "yes of course",
      [
        ["Yes,", 1_000, 1_950],
        ["of", 2_000, 2_950],
        ["course.", 3_000, 3_950],
      ],
    ],
    [
      "fits a corrected word between its neighbours",
      "Yes, in course.",
      "yes of course",
      [
        ["Yes,", 1_000, 1_950],
        ["in", 1_950, 3_000],
        ["course.", 3_000, 3_950],
      ],
    ],
    [
      "shares the time of one word between two",
      "yes it is now",
      "yes its now",
      [
        ["yes", 1_000, 1_950],
        ["it", 2_000, 2_544],
        ["is", 2_544, 3_000],
        ["now", 3_000, 3_950],
      ],
    ],
    [
      "spreads new words by their length",
      "No way",
      "yes of course",
      [
        ["No", 1_000, 2_580],
        ["way", 2_580, 4_950],
      ],
    ],
    [
      "gives signs without letters no time of their own",
      "yes – of 🎧",
      "yes of",
      [
        ["yes", 1_000, 1_950],
        ["–", 2_000, 2_000],
        ["of", 2_000, 2_950],
        ["🎧", 2_475, 2_950],
      ],
    ],
    ["gives a text of signs the whole turn", "…", "yes", [["…", 1_000, 4_950]]],
  ])("%s", (_, text, heard, expected) => {
    expect(times(text, heard)).toEqual(expected);
  });

  it("takes time for new words from their neighbours", () => {
    const spans = times(
      "yes and now there is something quite new that nobody said of course",
      "yes of course",
    );
    expect(spans.at(0)).toEqual(["yes", 1_000, expect.toSatisfy((ms: number) => ms < 1_950)]);
    expect(spans.at(-1)).toEqual(["course", 3_000, 3_950]);
    for (const [, startMs, endMs] of spans)
      expect(Number(endMs) - Number(startMs)).toBeGreaterThan(45);
  });

  it("ignores echoes", () => {
    const words = heardWords("yes yes", 1_000, 1_000).map((word, index) =>
      index === 0 ? { ...word, isEcho: true as const } : word,
    );
    expect(times("yes", "", { words })).toEqual([["yes", 2_000, 2_950]]);
  });

  it("keeps starts in order even if the service does not", () => {
    const [first, second] = heardWords("yes yes", 1_000, 1_000);
    const words = [first, { ...second, startMs: 500, endMs: 800 }] as Word[];
    expect(times("yes yes", "", { words })).toEqual([
      ["yes", 1_000, 1_950],
      ["yes", 1_000, 1_950],
    ]);
  });
});
