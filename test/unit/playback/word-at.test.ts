import { describe, expect, it } from "vitest";
import type { Word } from "../../../core/meeting.ts";
import { placeWords, wordAt, wordHeardAt } from "../../../core/playback/position.ts";

/** One word every half second, from 1 s on; those in parentheses are echo. */
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

/** The text word by word, each with when it begins. */
const placed = (text: string, words: readonly Word[]) =>
  placeWords(turn(text, words)).map(
    ({ from, to, startMs }) => `${text.slice(from, to)} ${Math.round(startMs)}`,
  );

describe("words", () => {
  it.each([
    ["as they were heard", "So we go.", "So we go.", ["So 1000", "we 1500", "go. 2000"]],
    ["dressed later", "So, we – go!", "so we go", ["So, 1000", "we 1500", "– 1900", "go! 2000"]],
    ["that come twice", "no no no", "no no no", ["no 1000", "no 1500", "no 2000"]],
    [
      "in a language without spaces",
      "今日は会議",
      "今日 は 会議",
      ["今日 1000", "は 1500", "会議 2000"],
    ],
    ["without the echo", "we go", "we (go) (all) go", ["we 1000", "go 2500"]],
    [
      "one of which was corrected",
      "So Wei goes",
      "So we goes",
      ["So 1000", "Wei 1400", "goes 2000"],
    ],
    [
      "some of which were added",
      "So we two all go",
      "So we go",
      ["So 1000", "we 1500", "two 1900", "all 1950", "go 2000"],
    ],
    ["some of which were struck", "So go", "So we all go", ["So 1000", "go 2500"]],
    ["all of which are other ones", "Not at all", "So we", ["Not 1000", "at 1300", "all 1600"]],
    ["before the first that was heard", "Well, so", "so", ["Well, 1000", "so 1000"]],
    [
      "spelled out as a number",
      "It is 25 now",
      "It is twenty five now",
      ["It 1000", "is 1500", "25 1900", "now 3000"],
    ],
    ["none", "", "", []],
  ])("%s", (_, text, words, expected) => {
    expect(placed(text, words === "" ? [] : heard(words))).toEqual(expected);
  });

  it("of a turn of which only the text is known share its time", () => {
    expect(placed("a b c d", [])).toEqual(["a 1000", "b 1250", "c 1500", "d 1750"]);
  });

  it("of a long speech that was edited are placed at once", () => {
    const words = heard(Array.from({ length: 1_500 }, (_, i) => `w${i}`).join(" "));
    const text = words.map((word) => word.text).join(" ");
    expect(placed(text.replace("w700", "new"), words)[701]).toBe("w701 351500");
  });
});

describe("a place in the text", () => {
  const words = placeWords(turn("So we go", heard("So we go")));
  it.each([
    [0, 1_000],
    [1, 1_000],
    [2, 1_000],
    [3, 1_500],
    [6, 2_000],
    [99, 2_000],
  ])("at character %i is said at %i ms", (character, startMs) => {
    expect(wordAt(words, character)?.startMs).toBe(startMs);
  });

  it.each([
    [999, undefined],
    [1_000, 0],
    [1_450, 0],
    [1_500, 3],
    [9_000, 6],
  ])("at %i ms begins at character %s", (ms, from) => {
    expect(wordHeardAt(words, ms)?.from).toBe(from);
  });

  it("is none where there are no words", () => {
    expect(wordAt([], 3)).toBeNull();
  });
});
