import { expect, it, test } from "vitest";
import { fold, folded, originalRange } from "../../../core/search/fold.ts";

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
])("%s is searched as %s", (text, expected) => {
  expect(folded(text)).toBe(expected);
});

test.each(["がか", "กินกัน", "कि कु", "한글", "日本語"])("%s stays what it is", (text) => {
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
test.each(TEXTS)("%s is folded alike with and without the way back", (text) => {
  const { text: same, offsets } = fold(text);
  expect(same).toBe(folded(text));
  expect(offsets).toHaveLength(same.length + 1);
  expect(offsets.at(-1)).toBe(text.length);
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
});

const inOriginal = (text: string, part: string): string => {
  const words = fold(text);
  const start = words.text.indexOf(part);
  const range = originalRange(words, { start, end: start + part.length });
  return text.slice(range.start, range.end);
};

it("finds the way back", () => {
  expect(inOriginal("In Zürich!", "zurich")).toBe("Zürich");
  expect(inOriginal("caf\u0065\u0301 au lait", "cafe")).toBe("caf\u0065\u0301");
  expect(inOriginal("caf\u0065\u0301 au lait", "au")).toBe("au");
  expect(inOriginal("die Großen", "gros")).toBe("Groß");
  expect(inOriginal("ﬃ x", "x")).toBe("x");
});
