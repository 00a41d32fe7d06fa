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

it("knows which meetings have a word, or one that begins so", () => {
  const index = filled();
  expect(having(index, "budget")).toEqual(["a"]);
  expect(having(index, "budget*")).toEqual(["a", "b"]);
  expect(having(index, "bud*")).toEqual(["a", "b", "c"]);
  expect(having(index, "budget*", "plan")).toEqual(["a"]);
  expect(having(index, "zebra*")).toEqual([]);
  expect(having(index, "a*")).toEqual([]);
});

it("takes a meeting in anew, and forgets what it was", () => {
  const index = filled();
  put(index, "a", "zebra");
  expect(having(index, "budget*")).toEqual(["b"]);
  expect(having(index, "zebra")).toEqual(["a"]);
  index.remove("b");
  index.remove("unknown");
  expect(having(index, "bud*")).toEqual(["c"]);
});

it("keeps no word of a meeting that is gone", () => {
  const index = filled();
  index.remove("b");
  expect(index.serialize()).not.toContain("planning");
});

it("is read again as it was written, and goes on from there", () => {
  const index = filled();
  index.remove("a");
  const read = parseWordIndex(index.serialize());
  if (!read) throw new Error("not read");
  expect(having(read, "bud*", "plan*")).toEqual(["b", "c"]);
  put(read, "d", "budget");
  read.remove("c");
  expect(having(read, "bud*")).toEqual(["b", "d"]);
});

it("does not read what was written in another way", () => {
  expect(
    parseWordIndex(emptyWordIndex().serialize().replace('"version":', '"version":9')),
  ).toBeNull();
  expect(parseWordIndex("no json")).toBeNull();
});
