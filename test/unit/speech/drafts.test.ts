import { describe, expect, it } from "vitest";
import {
  coveredBy,
  mayBeEnglish,
  needsDraft,
  withoutCovered,
} from "../../../core/speech/drafts.ts";
import { spoken } from "../spoken.ts";
import { texts, words } from "../words.ts";

const DRAFT = spoken({
  startMs: 1_000,
  endMs: 3_200,
  text: "we ship on the nineteenth",
  words: words("we@1000 ship@1500 on@2000 the@2500 nineteenth@3000"),
  isDraft: true,
});

const left = (script: string, transcribedMs = 10_000): string | undefined => {
  const rest = withoutCovered(DRAFT, coveredBy({ words: words(script) }, transcribedMs));
  expect(rest?.text ?? "").toBe(texts(rest?.words ?? []));
  return rest?.text;
};

describe("words of a draft that the service has written itself", () => {
  it.each([
    [
      "the last one of a turn, however long it is padded",
      "ship@1400 on@2100-3400",
      "the nineteenth",
    ],
    ["the same word in other letters", "Ship@1400 On,@1800", "the nineteenth"],
    ["the nearest of two places", "we@1000 ship@1500 on@2000 the@2500", "nineteenth"],
    ["by its time, if the word was heard differently", "sheep@1500 own@2000", "the nineteenth"],
    ["all of them", "the@2500 nineteenth@3000", undefined],
    ["none, before the draft", "hello@200", DRAFT.text],
    ["a turn without words, by the offset", "", undefined],
  ])("%s", (_what, script, rest) => {
    expect(left(script)).toBe(rest);
  });

  it("end with the offset if a word has an impossible time", () => {
    expect(left("nineteenth@90000", 1_900)).toBe("on the nineteenth");
  });

  it("leave the same object if there are none", () => {
    expect(withoutCovered(DRAFT, { untilMs: 900, lastWord: null })).toBe(DRAFT);
  });

  it("leave the beginning of the first word that stays, and no echo in the text", () => {
    const [, , on, the, last] = DRAFT.words;
    if (!on || !the || !last) throw new Error("The draft has five words.");
    const echoed = { ...DRAFT, words: [on, { ...the, isEcho: true as const }, last] };
    const rest = withoutCovered(echoed, { untilMs: 2_200, lastWord: null });
    expect(rest).toMatchObject({ startMs: 2_500, endMs: 3_200, text: "nineteenth" });
  });
});

describe("a draft", () => {
  const live = { awayMs: null, lagMs: 0, wordsUntilMs: 60_000 };

  it.each([
    ["begins after five seconds without the service", false, { ...live, awayMs: 5_000 }, 0, true],
    ["does not begin before", false, { ...live, awayMs: 4_999 }, 0, false],
    ["does not begin because a service is slow", false, { ...live, lagMs: 60_000 }, 0, false],
    ["goes on when the service is lost again", true, { ...live, awayMs: 0 }, 0, true],
    ["goes on while the service catches up", true, { ...live, lagMs: 20_000 }, 0, true],
    ["goes on while only it has the last words", true, live, 61_000, true],
    ["ends when the service has caught up with its words", true, live, 59_000, false],
  ])("%s", (_what, isDrafting, progress, draftedMs, expected) => {
    expect(needsDraft(isDrafting, progress, draftedMs)).toBe(expected);
  });

  it.each([
    [[], true],
    [["en"], true],
    [["de", "en-GB"], true],
    [["multi"], true],
    [["de", "fr"], false],
    [["enm"], false],
  ])("may be written for languages %j: %s", (codes, expected) => {
    expect(mayBeEnglish(codes)).toBe(expected);
  });
});
