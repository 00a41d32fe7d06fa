import { describe, expect, it } from "vitest";
import { ANY_DELAY, repeatedWords } from "../../../core/echo/same-words.ts";
import { isQuoted } from "../../../core/notes/check/quotes.ts";
import { matcherOf } from "../../../core/search/find-in-meeting.ts";
import { parseQuery } from "../../../core/search/query.ts";
import { unheardWords } from "../../../core/speech/resume.ts";
import { plainWord, plainWords } from "../../../core/text/fold.ts";
import { words } from "../words.ts";

/** Every part of Earshot that compares words. */
const COMPARISONS: Readonly<Record<string, (one: string, other: string) => boolean>> = {
  plainWord: (one, other) => plainWord(one) === plainWord(other),
  search: (one, other) => matcherOf(parseQuery(`"${one}"`)).isMatch(other),
  "the check of quotes": (one, other) => isQuoted(`said ${other} twice`, [`He said ${one} twice.`]),
  "a resumed session": (one, other) =>
    unheardWords(words(`${one}@100`), words(`${other}@100`)).length === 0,
  "the search for echoes": (one, other) =>
    repeatedWords(words(`${one}@300`), words(`${other}@100`), ANY_DELAY)[0] === 0,
};

describe.each(Object.entries(COMPARISONS))("%s", (_, isSame) => {
  it.each([
    ["case", "SHIP", "ship"],
    ["Latin diacritics", "Naïve", "naive"],
    ["decomposed diacritics", "Zu\u0308rich", "Zürich"],
    ["ligatures and sharp s", "ﬁrstSTRASSE", "firststraße"],
    ["Greek accents and final sigma", "ΟΔΟΣ", "οδός"],
    ["the Cyrillic diaeresis", "Ёлка", "елка"],
    ["Hebrew points", "מָשָׁל", "משל"],
    ["Arabic vowel points", "مُحَمَّد", "محمد"],
    ["the width of letters", "ＡＢＣ", "abc"],
    ["half-width kana", "ｶﾞ", "ガ"],
  ])("ignores %s", (_rule, one, other) => {
    expect(isSame(one, other)).toBe(true);
  });

  it.each([
    ["Devanagari vowel signs", "की", "का"],
    ["Tamil vowel signs", "கி", "கு"],
    ["Bengali vowel signs", "কি", "কু"],
    ["Thai tone marks", "ไม่", "ไม้"],
    ["Thai vowels", "กิน", "กัน"],
    ["voiced kana", "がか", "かか"],
    ["letters", "ship", "shop"],
  ])("keeps words apart by %s", (_rule, one, other) => {
    expect(isSame(one, other)).toBe(false);
  });
});

it("plainWords separates the words of a text by one space and puts one at either end", () => {
  expect(plainWords("“It’s far too slow – honestly!”")).toBe(" it s far too slow honestly ");
  expect(plainWords("यह की बात है।")).toBe(" यह की बात है ");
});

it("plainWord is empty for a text without letters and digits", () => {
  expect(plainWord("… – !")).toBe("");
});
