import { describe, expect, it } from "vitest";
import type { Word } from "../../../core/meeting.ts";
import { placeWords, wordAt, wordHeardAt } from "../../../core/playback/position.ts";

/** One word every half second from 1 s on; words in parentheses are echo. */
const heard = (text: string): Word[] =>
  text.split(" ").map((each, index) => ({
    text: each.replace(/[()]/g, ""),
    startMs: 1_000 + index * 500,
    endMs: 1_400 + index * 500,
    confidence: 1,
    ...(each.startsWith("(") && { isEcho: true as const }),
  }));

const turn = (text: string, words: readonly Word[]) => ({
  text,
  words,
  startMs: 1_000,
  endMs: words.at(-1)?.endMs ?? 2_000,
});

/** The words of the text, each with its start. */
const placed = (text: string, words: readonly Word[]) =>
  placeWords(turn(text, words)).map(
    ({ from, to, startMs }) => `${text.slice(from, to)} ${Math.round(startMs)}`,
  );

describe("placeWords places words", () => {
  it.each([
    ["as they were heard", "So we go.", "So we go.", ["So 1000", "we 1500", "go. 2000"]],
    [
      "that were formatted later",
      "So, we – go!",
      "so we go",
      ["So, 1000", "we 1500", "– 1900", "go! 2000"],
    ],
    ["that repeat", "no no no", "no no no", ["no 1000", "no 1500", "no 2000"]],
    [
      "of a script without spaces",
      "今日は会議",
      "今日 は 会議",
      ["今日 1000", "は 1500", "会議 2000"],
    ],
    ["without echo", "we go", "we (go) (all) go", ["we 1000", "go 2500"]],
    ["with one replaced", "So Wei goes", "So we goes", ["So 1000", "Wei 1400", "goes 2000"]],
    [
      "with some added",
      "So we two all go",
      "So we go",
      ["So 1000", "we 1500", "two 1900", "all 1950", "go 2000"],
    ],
    ["with some removed", "So go", "So we all go", ["So 1000", "go 2500"]],
    ["that were all replaced", "Not at all", "So we", ["Not 1000", "at 1300", "all 1600"]],
    ["added before the first", "Well, so", "so", ["Well, 1000", "so 1000"]],
    [
      "written as a number",
      "It is 25 now",
      "It is twenty five now",
      ["It 1000", "is 1500", "25 1900", "now 3000"],
    ],
    ["of an empty turn", "", "", []],
  ])("%s", (_, text, words, expected) => {
    expect(placed(text, words === "" ? [] : heard(words))).toEqual(expected);
  });

  it("of a turn without word times at equal distances", () => {
    expect(placed("a b c d", [])).toEqual(["a 1000", "b 1250", "c 1500", "d 1750"]);
  });

  it("of a long edited turn in short time", () => {
    const words = heard(Array.from({ length: 1_500 }, (_, i) => `w${i}`).join(" "));
    const text = words.map((word) => word.text).join(" ");
    expect(placed(text.replace("w700", "new"), words)[701]).toBe("w701 351500");
  });
});

describe("in the text", () => {
  const words = placeWords(turn("So we go", heard("So we go")));
  it.each([
    [0, 1_000],
    [1, 1_000],
    [2, 1_000],
    [3, 1_500],
    [6, 2_000],
    [99, 2_000],
  ])("the word at character %i starts at %i ms", (character, startMs) => {
    expect(wordAt(words, character)?.startMs).toBe(startMs);
  });

  it.each([
    [999, undefined],
    [1_000, 0],
    [1_450, 0],
    [1_500, 3],
    [9_000, 6],
  ])("the word heard at %i ms starts at character %s", (ms, from) => {
    expect(wordHeardAt(words, ms)?.from).toBe(from);
  });

  it("wordAt returns null without words", () => {
    expect(wordAt([], 3)).toBeNull();
  });
});
