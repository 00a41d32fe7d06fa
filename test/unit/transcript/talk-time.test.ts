import { describe, expect, it } from "vitest";
import type { Turn, Word } from "../../../core/meeting.ts";
import { namesIn } from "../../../core/transcript/speaker.ts";
import { talkTimes } from "../../../core/transcript/talk-time.ts";
import { spoken } from "../spoken.ts";

const NAMES = namesIn(
  { channels: [1], merged: { "tab C": "tab A" } },
  { usual: { tab: "Them", mic: "You" }, labelled: (label) => label },
);

const word = (startMs: number, endMs: number, change: Partial<Word> = {}): Word => ({
  text: "word",
  startMs,
  endMs,
  confidence: 1,
  ...change,
});
const turn = (speaker: string, words: readonly Word[], change: Partial<Turn> = {}): Turn =>
  spoken({
    speaker,
    words,
    startMs: words[0]?.startMs ?? 0,
    endMs: words.at(-1)?.endMs ?? 0,
    ...change,
  });

const timesOf = (turns: readonly Turn[]) =>
  Object.fromEntries(talkTimes(turns, NAMES).map(({ speaker, ms }) => [speaker, ms]));

describe("talkTimes", () => {
  it("counts people who talk at once each for themselves, on both channels", () => {
    const turns = [
      turn("A", [word(0, 4_000)]),
      turn("B", [word(3_000, 5_000)], { order: 1 }),
      turn("", [word(1_000, 3_500)], { channel: "mic", speaker: null }),
    ];
    expect(timesOf(turns)).toEqual({ "tab A": 4_000, mic: 2_500, "tab B": 2_000 });
  });

  it("counts overlapping turns of one person once, in any order", () => {
    const turns = [
      turn("A", [word(3_000, 6_000)]),
      turn("A", [word(0, 4_000)], { order: 1 }),
      turn("C", [word(5_000, 7_000)], { order: 2 }),
    ];
    expect(timesOf(turns)).toEqual({ "tab A": 7_000 });
  });

  it("counts short pauses between words, and long ones not", () => {
    expect(timesOf([turn("A", [word(0, 1_000), word(2_000, 3_000), word(4_001, 5_000)])])).toEqual({
      "tab A": 3_000 + 999,
    });
  });

  it("leaves out echoes and turns without a text", () => {
    const turns = [
      turn("A", [word(0, 1_000, { isEcho: true }), word(8_000, 9_000)]),
      turn("B", [word(0, 1_000)], { order: 1, text: "" }),
    ];
    expect(timesOf(turns)).toEqual({ "tab A": 1_000 });
  });

  it("counts a turn without words as a whole", () => {
    expect(timesOf([turn("A", [], { startMs: 1_000, endMs: 3_000 })])).toEqual({ "tab A": 2_000 });
  });

  it("returns shares of all talk, the longest first", () => {
    const turns = [turn("A", [word(0, 1_000)]), turn("B", [word(1_000, 4_000)], { order: 1 })];
    expect(talkTimes(turns, NAMES).map(({ speaker, share }) => [speaker, share])).toEqual([
      ["tab B", 0.75],
      ["tab A", 0.25],
    ]);
  });
});
