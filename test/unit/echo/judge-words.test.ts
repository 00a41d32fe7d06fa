import { describe, expect, it } from "vitest";
import { judgeWords } from "../../../core/echo/judge-words.ts";
import type { TabWord } from "../../../core/echo/same-words.ts";

const TAB_WORDS: Readonly<Record<string, TabWord>> = { "+": "same", "~": "other", "-": "none" };

/** "+40 ~10 -20": shares in per cent; the tab has the same word (+), another one (~) or none (-). */
const judged = (script: string): string => {
  const heard = script.split(" ").map((each) => ({
    share: Number(each.slice(1)) / 100,
    tabWord: TAB_WORDS[each.charAt(0)] ?? "none",
  }));
  return judgeWords(heard)
    .map((isEcho) => (isEcho ? "E" : "o"))
    .join("");
};

describe("judgeWords tells echoes (E) from own words (o)", () => {
  it.each([
    ["if text and audio are the tab's", "+40 +50 +30", "EEE"],
    ["under speech", "+12 +15 +10", "EEE"],
    ["if only the text is the tab's", "+2 +5 +3", "ooo"],
    ["if only the audio is the tab's", "~50 ~40 ~60", "ooo"],
    ["with a high share for a single word", "~5 +20 ~3 ~4 +30 ~2", "ooooEo"],
    ["with a misheard word between two copies", "+15 ~5 +12", "EoE"],
    ["with misheard words between echoes", "+40 ~30 ~27 ~26 +40", "EEEEE"],
    ["with misheard words beside echoes", "~30 ~35 +40 +50 ~40 ~30 ~10", "EEEEEEo"],
    ["with misheard words in a room with low shares", "+28 ~25 +24", "EEE"],
    ["if the tab has no word at that time", "+40 -40 +45 -40", "EoEo"],
    ["with own words over an echo", "+40 ~18 ~21 +45", "EooE"],
    ["with own words beside an echo", "~2 ~27 +40 +50 ~27 ~1", "ooEEoo"],
    ["with own words after an echo", "+40 +45 ~3 ~40", "EEoo"],
    ["for a word without audio", "-0", "o"],
  ])("%s", (_name, script, expected) => {
    expect(judged(script)).toBe(expected);
  });
});
