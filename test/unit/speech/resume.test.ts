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
    ["of a first session", "", "we@100 ship@400", "we ship"],
    ["after the last stored word", "we@100 ship@400", "ship@410 on@700", "on"],
    ["after several stored words", "so@1 we@100 ship@400", "we@90 ship@400 on@700", "on"],
    ["after a word in other case and punctuation", "we@100 ship.@400", "Ship@410 on@700", "on"],
    ["after a word that is padded by a second", "we@9000 ship@9400", "ship@8500 on@9700", "on"],
    ["after a word cut in half", "we@100 ship@400", "ee@150 ship@400 on@700", "on"],
    [
      "if the last stored word was understood differently",
      "we@100 ship@400",
      "we@100 sheep@400 on@700",
      "sheep on",
    ],
    ["if no word repeats", "we@100 ship@400", "on@900 friday@1200", "on friday"],
    ["of a repetition that was spoken later", "very@400", "very@2400 good@2700", "very good"],
    ["of a repetition that is stored in part", "very@100 very@400", "very@400 very@800", "very"],
    ["of a session that repeats everything", "we@100 ship@400", "we@100 ship@400", ""],
    [
      "of a whole turn that comes again before the last stored word",
      "we@100 ship@400-1200 on@700-1400",
      "we@100 ship@400-1200",
      "",
    ],
    [
      "of such a turn if its beginning is older than the stored words",
      "ship@400-1200 on@700-1400",
      "so@1 we@100 ship@400-1200",
      "",
    ],
    [
      "of a turn that says an earlier stored word once more",
      "very@100 good@400",
      "very@500-900",
      "very",
    ],
    ["after punctuation alone", "…@100", "…@110 on@400", "on"],
  ])("returns the new words %s", (_name, settled, heard, expected) => {
    expect(texts(unheardWords(words(heard), words(settled)))).toBe(expected);
  });
});

describe("resumeAtMs", () => {
  it.each([
    ["at the beginning of the recording", 0, "", 0],
    ["a second before the last stored word", 5_200, "we@4700 ship@5000", 4_000],
    ["a second before a word whose end is padded", 6_500, "ship@5000", 4_000],
    ["not before the beginning of the recording", 900, "we@500", 0],
    ["a second before an offset that silence moved", 60_000, "ship@5000", 59_000],
    ["a second before an offset without a stored word", 8_000, "", 7_000],
  ])("begins %s", (_name, transcribedMs, settled, expected) => {
    expect(resumeAtMs(transcribedMs, words(settled))).toBe(expected);
  });
});

describe("settledAfter", () => {
  const turn = (order: number, script: string, session = 0) => ({
    session,
    order,
    words: words(script).map((word) => ({ ...word, speaker: null })),
  });
  const settledBy = (...turns: readonly SettledTurn[]): string =>
    texts(
      settledWords(
        turns.reduce<readonly SettledTurn[]>((all, each) => settledAfter(all, each), []),
      ),
    );

  it("keeps the last words and no more turns than hold them", () => {
    const many = Array.from({ length: 30 }, (_, index) => turn(index, `w${index}@${index * 300}`));
    const settled = many.reduce<readonly SettledTurn[]>((all, each) => settledAfter(all, each), []);
    expect(settled).toEqual(many.slice(-SETTLED_WORDS));
    expect(settledWords([turn(0, "a@1 b@2"), ...many])).toHaveLength(SETTLED_WORDS);
  });

  it("replaces the words of a turn that comes again", () => {
    expect(
      settledBy(turn(0, "so@100"), turn(1, "we@400 ship@700"), turn(1, "We@400 ship.@700")),
    ).toBe("so We ship.");
  });

  it("orders turns that overtake one another by session and order, not by padded times", () => {
    const overtaken = turn(1, "six@2000 seven@2100 eight@2200");
    const overtaking = turn(2, "nine@2060 ten@2400");
    expect(settledBy(turn(0, "five@1000"), overtaking, overtaken)).toBe(
      "five six seven eight nine ten",
    );
  });

  it("puts the turns of a session after those of the session before", () => {
    expect(settledBy(turn(7, "we@400 ship@700"), turn(0, "on@350 friday@1200", 1))).toBe(
      "we ship on friday",
    );
  });

  it("ignores a turn without words", () => {
    expect(settledBy(turn(0, "we@400 ship@700"), turn(1, ""))).toBe("we ship");
  });
});
