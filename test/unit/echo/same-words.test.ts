import { describe, expect, it } from "vitest";
import {
  ANY_DELAY,
  delayAround,
  repeatedWords,
  tabWordsFor,
} from "../../../core/echo/same-words.ts";
import { words } from "../words.ts";

/** Writes each word of the microphone with the index of the tab's word that it repeats. */
const paired = (mic: string, tab: string, delay = ANY_DELAY): string => {
  const heard = words(mic);
  const repeated = repeatedWords(heard, words(tab), delay);
  return heard.map(({ text }, i) => `${text}:${repeated[i] ?? "-"}`).join(" ");
};

describe("repeatedWords pairs", () => {
  it.each([
    ["all words", "we@300 ship@600", "we@100 ship@400", "we:0 ship:1"],
    ["no words that differ", "no@300 thanks@600", "we@100 ship@400", "no:- thanks:-"],
    [
      "words of other case and punctuation",
      "We@300 ship.@600",
      "so@1 we@100 ship,@400",
      "We:1 ship.:2",
    ],
    [
      "words around a misheard one",
      "we@300 sheep@600 it@900",
      "we@100 ship@400 it@700",
      "we:0 sheep:- it:2",
    ],
    ["words around a missing one", "we@300 it@900", "we@100 ship@400 it@700", "we:0 it:2"],
    [
      "words around the user's own",
      "we@300 yes@500 it@900",
      "we@100 ship@400 it@700",
      "we:0 yes:- it:2",
    ],
    ["words up to two seconds later", "ship@2400", "ship@400", "ship:0"],
    ["no words three seconds later", "ship@3400", "ship@400", "ship:-"],
    ["words a little earlier, because devices buffer", "ship@100", "ship@400", "ship:0"],
    ["no words a second earlier", "ship@400", "ship@1400", "ship:-"],
    ["words in order only", "ship@300 we@600", "we@100 ship@400", "ship:1 we:-"],
    ["each word once", "tuesday@600 tuesday@1400", "tuesday@400", "tuesday:0 tuesday:-"],
    ["the word that fits better in time", "the@300 the@700", "the@500", "the:- the:0"],
    ["the nearer of two words", "very@950", "very@100 very@800", "very:1"],
    ["no words without letters", "…@300", "…@100", "…:-"],
    ["nothing if the user is silent", "", "we@100", ""],
    ["nothing if the tab is silent", "we@100", "", "we:-"],
  ])("%s", (_name, mic, tab, expected) => {
    expect(paired(mic, tab)).toBe(expected);
  });
});

describe("repeatedWords with a known delay of 200 ms pairs", () => {
  it.each([
    ["the echo of a word, but not the user's repetition", "so@600 so@1500", "so@400", "so:0 so:-"],
    ["no repetition without an echo", "so@1500", "so@400", "so:-"],
    ["a first word padded by a second", "so@400-1600 we@1700", "so@1200-1400 we@1500", "so:0 we:1"],
    ["a padded first word of the tab", "so@1400-1600", "so@300-1400", "so:0"],
    [
      "a last word padded by more than a second",
      "we@600 so@900-2300",
      "we@400 so@700-900",
      "we:0 so:1",
    ],
    ["a single word, padded on both sides", "so@0-2400", "so@900-1100", "so:0"],
    ["no single word beyond its padding", "so@3000-5400", "so@900-1100", "so:-"],
  ])("%s", (_name, mic, tab, expected) => {
    expect(paired(mic, tab, delayAround(200))).toBe(expected);
  });
});

describe("tabWordsFor returns", () => {
  it.each([
    ["the same word", "we@300 ship@600", "we@100 ship@400", "same same"],
    [
      "another word for a misheard one",
      "we@300 sheep@600 it@900",
      "we@100 ship@400 it@700",
      "same other same",
    ],
    [
      "another word for both parts of a split one",
      "my@300 call@420 we@600",
      "michael@100 we@400",
      "other other same",
    ],
    [
      "no word that is already paired",
      "we@300 yes@420 ship@600",
      "we@100 ship@400",
      "same none same",
    ],
    ["no word of another time", "yes@2000", "we@100 ship@400", "none"],
  ])("%s", (_name, mic, tab, expected) => {
    expect(tabWordsFor(words(mic), words(tab), 200).join(" ")).toBe(expected);
  });
});
