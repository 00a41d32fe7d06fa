import { describe, expect, it } from "vitest";
import type { Word } from "../../../core/meeting.ts";
import {
  SETTLED_WORDS,
  resumeAtMs,
  settledAfter,
  unheardWords,
} from "../../../core/speech/resume.ts";

/** "a@100 b@400": words with their starts in ms; each is 200 ms long. */
const words = (script: string): Word[] =>
  script
    .split(" ")
    .filter((each) => each !== "")
    .map((each) => {
      const [text = "", at] = each.split("@");
      const startMs = Number(at);
      return { text, startMs, endMs: startMs + 200, confidence: 1 };
    });

const texts = (list: readonly Word[]): string => list.map(({ text }) => text).join(" ");

describe("unheardWords", () => {
  it.each([
    ["the first session knows nothing", "", "we@100 ship@400", "we ship"],
    ["the anchor is heard again", "we@100 ship@400", "ship@410 on@700", "on"],
    ["several words are heard again", "so@1 we@100 ship@400", "we@90 ship@400 on@700", "on"],
    ["with other case and punctuation", "we@100 ship.@400", "Ship@410 on@700", "on"],
    ["padded by a second", "we@9000 ship@9400", "ship@8500 on@9700", "on"],
    ["a word cut in half comes first", "we@100 ship@400", "ee@150 ship@400 on@700", "on"],
    [
      "the anchor was understood differently",
      "we@100 ship@400",
      "we@100 sheep@400 on@700",
      "sheep on",
    ],
    ["nothing is heard again", "we@100 ship@400", "on@900 friday@1200", "on friday"],
    ["a real repetition is spoken later", "very@400", "very@2400 good@2700", "very good"],
    ["of a repetition only what is stored goes", "very@100 very@400", "very@400 very@800", "very"],
    ["everything was known", "we@100 ship@400", "we@100 ship@400", ""],
    ["without letters", "…@100", "…@110 on@400", "on"],
  ])("%s", (_name, settled, heard, expected) => {
    expect(texts(unheardWords(words(heard), words(settled)))).toBe(expected);
  });
});

describe("resumeAtMs", () => {
  it.each([
    ["at the very beginning", 0, "", 0],
    ["a second before the last stored word", 5_200, "we@4700 ship@5000", 4_000],
    ["whose end may be padded", 6_500, "ship@5000", 4_000],
    ["not before the recording", 900, "we@500", 0],
    ["a second before an offset that silence has moved", 60_000, "ship@5000", 59_000],
    ["or that no word belongs to", 8_000, "", 7_000],
  ])("%s", (_name, transcribedMs, settled, expected) => {
    expect(resumeAtMs(transcribedMs, words(settled))).toBe(expected);
  });
});

describe("settledAfter", () => {
  it("keeps the last words only", () => {
    const many = words(
      Array.from({ length: 30 }, (_, index) => `w${index}@${index * 300}`).join(" "),
    );
    expect(settledAfter([], many)).toEqual(many.slice(-SETTLED_WORDS));
  });
  it("lets a turn that came again replace its words", () => {
    const before = words("so@100 we@400 ship@700");
    expect(texts(settledAfter(before, words("We@400 ship.@700")))).toBe("so We ship.");
  });

  it("keeps the words before a turn whose first start is early", () => {
    const before = words("so@100 we@400 ship@700");
    const after = settledAfter(before, words("on@350 friday@1200"));
    expect(texts(after)).toBe("so we ship on friday");
    const again = settledAfter(after, words("On@350 Friday.@1200"));
    expect(texts(again)).toBe("so we ship On Friday.");
  });

  it("puts a turn that was overtaken before the one that overtook it", () => {
    const overtaking = settledAfter(words("so@100"), words("on@2000 friday@2300"));
    expect(texts(settledAfter(overtaking, words("we@400 ship@700")))).toBe("so we ship on friday");
  });

  it("is as before after a turn without words", () => {
    expect(texts(settledAfter(words("we@400 ship@700"), []))).toBe("we ship");
  });
});
