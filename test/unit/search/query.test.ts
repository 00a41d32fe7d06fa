import { describe, expect, it, test } from "vitest";
import { matcherOf } from "../../../core/search/find-in-meeting.ts";
import { lookups, parseQuery } from "../../../core/search/query.ts";
import { indexWordsOf } from "../../../core/search/index-words.ts";
import { emptyWordIndex } from "../../../core/search/word-index.ts";
import { hasTextWith, streamQuery, wordStream } from "../../../core/search/word-stream.ts";

const terms = (typed: string): string[] =>
  parseQuery(typed).map(
    ({ runs, isOpen }) => runs.map(({ text }) => text).join("·") + (isOpen ? "*" : ""),
  );

test.each([
  ["Budget  plan", ["budget*", "plan*"]],
  ['"next step" budget', ["next·step", "budget*"]],
  ["„nächster Schritt“", ["nachster·schritt"]],
  ['"next st', ["next·st*"]],
  ["l’équipe don't 3.5", ["l·equipe*", "don·t*", "3·5*"]],
  ["東京都庁 iPhone会議", ["東京都庁*", "iphone·会議*"]],
  [" ?! -- ", []],
  ['""', []],
])("parseQuery turns %s into %j", (typed, expected) => {
  expect(terms(typed)).toEqual(expected);
});

it("parseQuery limits terms and characters", () => {
  expect(parseQuery("a ".repeat(500))).toHaveLength(12);
  expect(terms("x".repeat(900))).toEqual([`${"x".repeat(200)}*`]);
});

const marked = (text: string, typed: string): string | null => {
  const { isMatch, rangesIn } = matcherOf(parseQuery(typed));
  if (!isMatch(text)) return null;
  return rangesIn(text).reduceRight(
    (marked, { start, end }) =>
      `${marked.slice(0, start)}[${marked.slice(start, end)}]${marked.slice(end)}`,
    text,
  );
};

/** Whether the index includes the text: it must not exclude a text that matches. */
const isInIndex = (text: string, typed: string): boolean => {
  const index = emptyWordIndex();
  index.put("m", new Set(indexWordsOf(text)));
  const terms = lookups(parseQuery(typed));
  return (
    index.meetingsWith(terms.flat()).has("m") &&
    hasTextWith(wordStream(["Before", text, "after"]), streamQuery(terms, index.matching))
  );
};

const FOUND: readonly (readonly [text: string, typed: string, marked: string])[] = [
  ["The budget is planned.", "bud", "The [bud]get is planned."],
  ["The budget is planned.", "plan budget", "The [budget] is [plan]ned."],
  ["Überraschung in Zürich", "uberra ZURICH", "[Überra]schung in [Zürich]"],
  ["Grüße aus der Großstadt", "grusse gross", "[Grüße] aus der [Groß]stadt"],
  ["So the next step, then.", '"next step"', "So the [next step], then."],
  ["So the next step, then.", '"next st', "So the [next st]ep, then."],
  ["What a well known name", "well-known", "What a [well known] name"],
  ["I don’t know", "don't", "I [don’t] know"],
  ["Avec l'équipe", "equipe", "Avec l'[équipe]"],
  ["It costs 3.5 million", "3.5", "It costs [3.5] million"],
  ["aa a aaa", "a", "[a]a [a] [a]aa"],
  ["plan planning", "plan planning", "[plan] [planning]"],
  ["本日の定例会議を始めます。", "会議", "本日の定例[会議]を始めます。"],
  ["本日の定例会議を始めます。", "始", "本日の定例会議を[始]めます。"],
  ["本日の定例会議を始めます。", "会議 本日", "[本日]の定例[会議]を始めます。"],
  ["我们明天讨论预算。", "预算", "我们明天讨论[预算]。"],
  ["我们明天讨论预算", "算", "我们明天讨论预[算]"],
  ["ประชุมวันพรุ่งนี้", "วัน", "ประชุม[วัน]พรุ่งนี้"],
  ["新しいiPhone会議です", "iphone会議", "新しい[iPhone会議]です"],
  ["내일 회의합니다", "회의", "내일 [회의]합니다"],
  ["ガイド", "ｶﾞｲﾄﾞ", "[ガイド]"],
  ["С Алёной", "аленой", "С [Алёной]"],
];
describe("a matching text is marked and in the index", () => {
  test.each(FOUND)("%s · %s", (text, typed, expected) => {
    expect(marked(text, typed)).toBe(expected);
    expect(isInIndex(text, typed)).toBe(true);
  });
});

test.each([
  ["The budget is planned.", "udget"],
  ["The budget is planned.", "budget absent"],
  ["The next steps", '"next step"'],
  ["A step, and then the next", '"next step"'],
  ["新しいiPhone", "phone"],
  ["東京と京阪", "東阪"],
  ["か", "が"],
  ["I do not know", "don't"],
])("%s does not match %s, and the index excludes it", (text, typed) => {
  expect(marked(text, typed)).toBeNull();
  expect(isInIndex(text, typed)).toBe(false);
});

it("words longer than the indexed length are found", () => {
  const word = "x".repeat(60);
  expect(isInIndex(`see ${word}`, word)).toBe(true);
  expect(isInIndex(`see ${word}`, `"${word}"`)).toBe(true);
});

it("scripts without spaces are looked up by pairs of characters", () => {
  expect(isInIndex("議会の会", "会議")).toBe(false);
});
