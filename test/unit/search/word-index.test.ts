import { expect, it } from "vitest";
import { emptyWordIndex, parseWordIndex, type WordIndex } from "../../../core/search/word-index.ts";

const put = (index: WordIndex, id: string, words: string): void =>
  index.put(id, new Set(words.split(" ")));
const having = (index: WordIndex, ...words: string[]): string[] => {
  const lookups = words.map((word) =>
    word.endsWith("*") ? { word: word.slice(0, -1), isPrefix: true } : { word, isPrefix: false },
  );
  return [...index.meetingsWith(lookups)].toSorted();
};

function filled(): WordIndex {
  const index = emptyWordIndex();
  put(index, "a", "budget plan");
  put(index, "b", "budgets planning");
  put(index, "c", "bud plan");
  return index;
}

it("meetingsWith finds words and prefixes", () => {
  const index = filled();
  expect(having(index, "budget")).toEqual(["a"]);
  expect(having(index, "budget*")).toEqual(["a", "b"]);
  expect(having(index, "bud*")).toEqual(["a", "b", "c"]);
  expect(having(index, "budget*", "plan")).toEqual(["a"]);
  expect(having(index, "zebra*")).toEqual([]);
  expect(having(index, "a*")).toEqual([]);
});

it("put replaces the words of a meeting", () => {
  const index = filled();
  put(index, "a", "zebra");
  expect(having(index, "budget*")).toEqual(["b"]);
  expect(having(index, "zebra")).toEqual(["a"]);
  index.remove("b");
  index.remove("unknown");
  expect(having(index, "bud*")).toEqual(["c"]);
});

it("remove leaves no word of the meeting", () => {
  const index = filled();
  index.remove("b");
  expect(index.serialize()).not.toContain("planning");
});

it("a parsed index equals the serialized one and can be changed", () => {
  const index = filled();
  index.remove("a");
  const read = parseWordIndex(index.serialize());
  if (!read) throw new Error("not read");
  expect(having(read, "bud*", "plan*")).toEqual(["b", "c"]);
  put(read, "d", "budget");
  read.remove("c");
  expect(having(read, "bud*")).toEqual(["b", "d"]);
});

it("parseWordIndex returns null for other versions and other text", () => {
  expect(
    parseWordIndex(emptyWordIndex().serialize().replace('"version":', '"version":9')),
  ).toBeNull();
  expect(parseWordIndex("no json")).toBeNull();
});
