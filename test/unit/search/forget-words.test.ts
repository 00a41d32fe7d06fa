import { beforeEach, expect, it } from "vitest";
import { emptyWordIndex, parseWordIndex } from "../../../core/search/word-index.ts";
import { forgetWords, INDEX_LOCK } from "../../../entrypoints/shared/search-index-file.ts";

let text: string | null;
const file = {
  read: async () => text,
  write: async (written: string) => void (text = written),
  remove: async () => void (text = null),
};

beforeEach(() => {
  const index = emptyWordIndex();
  index.put("gone", new Set(["secret", "budget"]));
  index.put("stays", new Set(["budget"]));
  text = index.serialize();
});

it("forgetWords removes the words of a meeting and keeps those of others", async () => {
  await forgetWords(["gone", "never-there"], file);
  expect(text).not.toContain("secret");
  const index = parseWordIndex(text ?? "");
  expect(index?.meetingsWith([{ word: "budget", isPrefix: false }])).toEqual(new Set(["stays"]));
});

it.each([
  ["damaged", null],
  ["of another version", '{"version":0}'],
])("forgetWords removes an index that is %s", async (_, found) => {
  await forgetWords(["gone"], { ...file, read: async () => found });
  expect(text).toBeNull();
});

it("forgetWords leaves the index to a running search thread", async () => {
  const before = text;
  await navigator.locks.request(INDEX_LOCK, () => forgetWords(["gone"], file));
  expect(text).toBe(before);
});
