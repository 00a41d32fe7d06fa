import { describe, expect, it } from "vitest";
import {
  SETTLED_WORDS,
  resumeAtMs,
  type SettledTurn,
  settledAfter,
  settledWords,
  unheardWords,
} from "../../../core/speech/resume.ts";
import { texts, words } from "../words.ts";

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
  const turn = (order: number, script: string, session = 0) => ({
    session,
    order,
    words: words(script),
  });
  /** One after the other, as they come. */
  const settledBy = (...turns: readonly SettledTurn[]): string =>
    texts(
      settledWords(
        turns.reduce<readonly SettledTurn[]>((all, each) => settledAfter(all, each), []),
      ),
    );

  it("keeps the last words only, and no more turns than hold them", () => {
    const many = Array.from({ length: 30 }, (_, index) => turn(index, `w${index}@${index * 300}`));
    const settled = many.reduce<readonly SettledTurn[]>((all, each) => settledAfter(all, each), []);
    expect(settled).toEqual(many.slice(-SETTLED_WORDS));
    expect(settledWords([turn(0, "a@1 b@2"), ...many])).toHaveLength(SETTLED_WORDS);
  });

  it("lets a turn that came again replace its words", () => {
    expect(
      settledBy(turn(0, "so@100"), turn(1, "we@400 ship@700"), turn(1, "We@400 ship.@700")),
    ).toBe("so We ship.");
  });

  it("puts a turn that was overtaken before the one that overtook it, whatever its padded times say", () => {
    const overtaken = turn(1, "six@2000 seven@2100 eight@2200");
    const overtaking = turn(2, "nine@2060 ten@2400");
    expect(settledBy(turn(0, "five@1000"), overtaking, overtaken)).toBe(
      "five six seven eight nine ten",
    );
  });

  it("puts the turns of a session after those of the one before", () => {
    expect(settledBy(turn(7, "we@400 ship@700"), turn(0, "on@350 friday@1200", 1))).toBe(
      "we ship on friday",
    );
  });

  it("is as before after a turn without words", () => {
    expect(settledBy(turn(0, "we@400 ship@700"), turn(1, ""))).toBe("we ship");
  });
});
