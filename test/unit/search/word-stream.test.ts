import { expect, it, test } from "vitest";
import { matcherOf } from "../../../core/search/find-in-meeting.ts";
import { indexWordsOf } from "../../../core/search/index-words.ts";
import { lookups, parseQuery } from "../../../core/search/query.ts";
import { emptyWordIndex } from "../../../core/search/word-index.ts";
import { hasTextWith, streamQuery, wordStream } from "../../../core/search/word-stream.ts";

function has(texts: readonly string[], typed: string): boolean {
  const index = emptyWordIndex();
  index.put("m", new Set(texts.flatMap(indexWordsOf)));
  return hasTextWith(wordStream(texts), streamQuery(lookups(parseQuery(typed)), index.matching));
}

const TEXTS = ["We plan the next step.", "The budget stands", "東京都庁の会議", "next"];

test.each([
  ['"next step"', true],
  ['"the next"', true],
  ['"step the"', false],
  ['"stands 東京"', false],
  ["plan step", true],
  ["plan budget", false],
  ["next", true],
  ['budget "the next"', false],
  ["会議 東京", true],
  ['"京都庁の会"', true],
  ['"京都の会"', false],
  ["absent next", false],
])("a text with %s: %s", (typed, expected) => {
  expect(has(TEXTS, typed)).toBe(expected);
});

it("excludes no text that matches and includes no text that does not", () => {
  let state = 1;
  const random = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const WORDS = ["a", "ab", "abc", "b", "ba", "c", "会", "会議", "東京会", "3.5", "don't"];
  const some = (count: number): string =>
    Array.from({ length: count }, () => WORDS[random(WORDS.length)] ?? "").join(" ");
  let matches = 0;
  for (let round = 0; round < 3_000; round++) {
    const texts = Array.from({ length: 3 }, () => some(1 + random(8)));
    const phrase = `"${some(1 + random(3))}${random(3) === 0 ? "" : '"'}`;
    const typed = [some(random(2)), phrase].join(" ");
    const { isMatch } = matcherOf(parseQuery(typed));
    const isExpected = texts.some(isMatch);
    if (isExpected) matches++;
    expect(has(texts, typed), `${typed} in ${texts.join(" | ")}`).toBe(isExpected);
  }
  expect(matches).toBeGreaterThan(300);
});
