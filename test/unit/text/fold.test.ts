import { describe, expect, it } from "vitest";
import { fold, rangesOf } from "../../../core/text/fold.ts";

/** What is found, as it is read. */
const found = (text: string, words: string): string[] =>
  rangesOf(fold(text), fold(words).text).map(({ start, end }) => text.slice(start, end));

describe("what is found, as it stands in the text", () => {
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

it("gives every character its place in the original", () => {
  const text = "Ȁß🎉e\u0301 ﬁ x";
  const folded = fold(text);
  expect(folded.text).toBe("ass🎉e fi x");
  expect(folded.origins).toEqual([0, 1, 1, 2, 2, 4, 6, 7, 7, 8, 9]);
  expect(folded.length).toBe(text.length);
});

it("needs no places where every character is its own", () => {
  expect(fold("Plain Words")).toEqual({ text: "plain words", origins: null, length: 11 });
});
