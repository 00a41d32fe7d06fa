import { describe, expect, it } from "vitest";
import { judgeWords } from "../../../core/echo/judge-words.ts";
import type { TabWord } from "../../../core/echo/same-words.ts";

const TAB_WORDS: Readonly<Record<string, TabWord>> = { "+": "same", "~": "other", "-": "none" };

/** "+40 ~10 -20": shares in hundredths; the tab has the same word (+), another one (~) or none (-). */
const judged = (script: string): string => {
  const heard = script.split(" ").map((each) => ({
    share: Number(each.slice(1)) / 100,
    tabWord: TAB_WORDS[each.charAt(0)] ?? "none",
  }));
  return judgeWords(heard)
    .map((isEcho) => (isEcho ? "E" : "o"))
    .join("");
};

describe("of neighbouring words, what is echo (E) and what own (o)", () => {
  it.each([
    ["text and sound are the tab's", "+40 +50 +30", "EEE"],
    ["with speech on top too", "+12 +15 +10", "EEE"],
    ["only the text is the tab's", "+2 +5 +3", "ooo"],
    ["only the sound is", "~50 ~40 ~60", "ooo"],
    ["one alone must be little else", "~5 +20 ~3 ~4 +30 ~2", "ooooEo"],
    ["one misheard between them leaves none alone", "+15 ~5 +12", "EoE"],
    ["misheard between others", "+40 ~30 ~27 ~26 +40", "EEEEE"],
    ["misheard beside others", "~30 ~35 +40 +50 ~40 ~30 ~10", "EEEEEEo"],
    ["misheard, in a room that leaves little", "+28 ~25 +24", "EEE"],
    ["a word that the tab has no word for", "+40 -40 +45 -40", "EoEo"],
    ["own words over an echo", "+40 ~18 ~21 +45", "EooE"],
    ["own words beside an echo", "~2 ~27 +40 +50 ~27 ~1", "ooEEoo"],
    ["own words beyond it", "+40 +45 ~3 ~40", "EEoo"],
    ["nothing", "-0", "o"],
  ])("%s", (_name, script, expected) => {
    expect(judged(script)).toBe(expected);
  });
});
