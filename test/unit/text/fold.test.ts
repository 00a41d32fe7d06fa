import { describe, expect, it, test } from "vitest";
import { fold, folded, originalRange, rangesOf } from "../../../core/text/fold.ts";

test.each([
  ["Zürich", "zurich"],
  ["Zu\u0308rich", "zurich"],
  ["STRASSE straße STRAẞE", "strasse strasse strasse"],
  ["Ærø Œuvre Łódź Đà Nẵng", "aero oeuvre lodz da nang"],
  ["İstanbul ISPARTA ılık", "istanbul isparta ilik"],
  ["ΟΔΟΣ Οδός", "οδοσ οδοσ"],
  ["Ёлка", "елка"],
  ["ﬁnance ＡＢＣ１２３ ｶﾞ", "finance abc123 ガ"],
  ["מָשָׁל", "משל"],
  ["مُحَمَّد", "محمد"],
])("folded turns %s into %s", (text, expected) => {
  expect(folded(text)).toBe(expected);
});

test.each(["がか", "กินกัน", "कि कु", "한글", "日本語"])("folded keeps %s", (text) => {
  expect(folded(text)).toBe(text.normalize("NFC"));
});

const TEXTS = [
  "plain words, 12.5 %",
  "Zürich – Straße, ﬁn. ÆØ ﬃ İI",
  "e\u0301\u0323 か\u3099 ｶﾞ 한글 \u1112\u1161\u11ab",
  "\u0301lost mark",
  "👩‍👩‍👧 é 𝒜𐐀 ﷺ",
  "ΟΔΟΣ.",
];
test.each(TEXTS)("fold and folded agree on %s", (text) => {
  const { text: same, origins, length } = fold(text);
  expect(same).toBe(folded(text));
  expect(length).toBe(text.length);
  expect(origins?.length ?? length).toBe(same.length);
  expect(origins).toEqual(origins && origins.toSorted((a, b) => a - b));
});

const inOriginal = (text: string, part: string): string => {
  const words = fold(text);
  const start = words.text.indexOf(part);
  const range = originalRange(words, { start, end: start + part.length });
  return text.slice(range.start, range.end);
};

it("originalRange returns the range in the original", () => {
  expect(inOriginal("In Zürich!", "zurich")).toBe("Zürich");
  expect(inOriginal("caf\u0065\u0301 au lait", "cafe")).toBe("caf\u0065\u0301");
  expect(inOriginal("caf\u0065\u0301 au lait", "au")).toBe("au");
  expect(inOriginal("die Großen", "gros")).toBe("Groß");
  expect(inOriginal("ﬃ x", "x")).toBe("x");
});

/** Matches as they stand in the original. */
const found = (text: string, words: string): string[] =>
  rangesOf(fold(text), fold(words).text).map(({ start, end }) => text.slice(start, end));

describe("rangesOf finds matches", () => {
  it.each<[string, string, string[]]>([
    ["Let us MEET, then meet again.", "meet", ["MEET", "meet"]],
    ["Nach Zürich, in Zürich.", "zurich", ["Zürich", "Zürich"]],
    ["Nach Zu\u0308rich!", "zurich", ["Zu\u0308rich"]],
    ["In Zurich.", "Zürich", ["Zurich"]],
    ["Die Straße.", "strasse", ["Straße"]],
    ["Die Straße.", "stras", ["Straß"]],
    ["Die STRASSE.", "straße", ["STRASSE"]],
    ["un cœur à la façon", "coeur a la facon", ["cœur à la façon"]],
    ["Søren and Łódź", "soren and lodz", ["Søren and Łódź"]],
    ["İstanbul, ısı", "istanbul, isi", ["İstanbul, ısı"]],
    ["That’s “it”.", 'that\'s "it"', ["That’s “it”"]],
    ["the ﬁrst", "first", ["ﬁrst"]],
    ["Всё ещё", "все еще", ["Всё ещё"]],
    ["Ώρα", "ωρα", ["Ώρα"]],
    ["🎉 café 🎉", "cafe 🎉", ["café 🎉"]],
    ["かがみ", "か", ["か"]],
    ["한국", "한", ["한"]],
    ["aaaa", "aa", ["aa", "aa"]],
    ["", "a", []],
    ["words", "", []],
    ["é", "\u0301", []],
  ])("in “%s” for “%s”", (text, words, expected) => {
    expect(found(text, words)).toEqual(expected);
  });
});

it("fold records the place of every character in the original", () => {
  const text = "Ȁß🎉e\u0301 ﬁ x";
  const folded = fold(text);
  expect(folded.text).toBe("ass🎉e fi x");
  expect(folded.origins).toEqual([0, 1, 1, 2, 2, 4, 6, 7, 7, 8, 9]);
  expect(folded.length).toBe(text.length);
});

it("fold records no places for plain text", () => {
  expect(fold("Plain Words")).toEqual({ text: "plain words", origins: null, length: 11 });
});
