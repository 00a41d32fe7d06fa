import { describe, expect, it } from "vitest";
import {
  ANY_DELAY,
  delayAround,
  repeatedWords,
  tabWordsFor,
} from "../../../core/echo/same-words.ts";
import { words } from "../words.ts";

/** Each word of the mic with the number of the tab's word that it repeats. */
const paired = (mic: string, tab: string, delay = ANY_DELAY): string => {
  const heard = words(mic);
  const repeated = repeatedWords(heard, words(tab), delay);
  return heard.map(({ text }, i) => `${text}:${repeated[i] ?? "-"}`).join(" ");
};

describe("words of the microphone that the tab had a moment earlier", () => {
  it.each([
    ["all of them", "we@300 ship@600", "we@100 ship@400", "we:0 ship:1"],
    ["none", "no@300 thanks@600", "we@100 ship@400", "no:- thanks:-"],
    [
      "with other case and punctuation",
      "We@300 ship.@600",
      "so@1 we@100 ship,@400",
      "We:1 ship.:2",
    ],
    ["one misheard", "we@300 sheep@600 it@900", "we@100 ship@400 it@700", "we:0 sheep:- it:2"],
    ["one missing", "we@300 it@900", "we@100 ship@400 it@700", "we:0 it:2"],
    ["own words between", "we@300 yes@500 it@900", "we@100 ship@400 it@700", "we:0 yes:- it:2"],
    ["two seconds later still", "ship@2400", "ship@400", "ship:0"],
    ["three seconds later no more", "ship@3400", "ship@400", "ship:-"],
    ["a little earlier, since devices have stores", "ship@100", "ship@400", "ship:0"],
    ["a second earlier not", "ship@400", "ship@1400", "ship:-"],
    ["in order only", "ship@300 we@600", "we@100 ship@400", "ship:1 we:-"],
    ["each once only", "tuesday@600 tuesday@1400", "tuesday@400", "tuesday:0 tuesday:-"],
    ["the one that lies better", "the@300 the@700", "the@500", "the:- the:0"],
    ["the nearer of two", "very@950", "very@100 very@800", "very:1"],
    ["without letters never", "…@300", "…@100", "…:-"],
    ["nothing said", "", "we@100", ""],
    ["nothing played", "we@100", "", "we:-"],
  ])("%s", (_name, mic, tab, expected) => {
    expect(paired(mic, tab)).toBe(expected);
  });
});

describe("with a known delay of 200 ms", () => {
  it.each([
    ["the echo of a word and its repetition", "so@600 so@1500", "so@400", "so:0 so:-"],
    ["the repetition alone", "so@1500", "so@400", "so:-"],
    ["a first word padded by a second", "so@400-1600 we@1700", "so@1200-1400 we@1500", "so:0 we:1"],
    ["the tab's first word padded", "so@1400-1600", "so@300-1400", "so:0"],
    ["a last word padded", "we@600 so@900-2300", "we@400 so@700-900", "we:0 so:1"],
    ["a single word, padded on both sides", "so@0-2400", "so@900-1100", "so:0"],
    ["a single word beyond its padding", "so@3000-5400", "so@900-1100", "so:-"],
  ])("%s", (_name, mic, tab, expected) => {
    expect(paired(mic, tab, delayAround(200))).toBe(expected);
  });
});

describe("what the tab has in the place of a word", () => {
  it.each([
    ["the same", "we@300 ship@600", "we@100 ship@400", "same same"],
    ["another", "we@300 sheep@600 it@900", "we@100 ship@400 it@700", "same other same"],
    ["one for two", "my@300 call@420 we@600", "michael@100 we@400", "other other same"],
    [
      "none, since its word was heard",
      "we@300 yes@420 ship@600",
      "we@100 ship@400",
      "same none same",
    ],
    ["none at that time", "yes@2000", "we@100 ship@400", "none"],
  ])("%s", (_name, mic, tab, expected) => {
    expect(tabWordsFor(words(mic), words(tab), 200).join(" ")).toBe(expected);
  });
});
