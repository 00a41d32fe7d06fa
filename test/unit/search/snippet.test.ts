import { expect, it, test } from "vitest";
import { matcherOf, plainNote } from "../../../core/search/find-in-meeting.ts";
import { parseQuery } from "../../../core/search/query.ts";
import { snippetOf } from "../../../core/search/snippet.ts";

const shown = (text: string, typed: string, maxLength: number): string =>
  snippetOf(text, matcherOf(parseQuery(typed)).rangesIn(text), maxLength)
    .map(({ text, isHit }) => (isHit ? `[${text}]` : text))
    .join("");

const LONG =
  "At first we spoke of the weather and of many other things that nobody wrote down, and then the budget came up, " +
  "which took the rest of the hour because the budget plan had changed twice since spring.";

test.each([
  [
    "a text that fits as a whole",
    "The budget is planned.",
    "budget",
    40,
    "The [budget] is planned.",
  ],
  [
    "the part around the hit",
    LONG,
    "spring",
    60,
    "…because the budget plan had changed twice since [spring].",
  ],
  [
    "the part around most hits",
    LONG,
    "budget plan",
    60,
    "…because the [budget] [plan] had changed twice since spring.",
  ],
  ["the beginning without hits", LONG, "", 40, "At first we spoke of the weather and of…"],
  [
    "a part cut between characters without spaces",
    "あ".repeat(50) + "会議" + "い".repeat(50),
    "会議",
    20,
    `…${"あ".repeat(5)}[会議]${"い".repeat(13)}…`,
  ],
])("snippetOf returns %s", (_, text, typed, maxLength, expected) => {
  expect(shown(text, typed, maxLength)).toBe(expected);
});

it("snippetOf does not split surrogate pairs", () => {
  for (let maxLength = 10; maxLength < 20; maxLength++)
    for (const { text } of snippetOf("😀".repeat(30), [{ start: 30, end: 32 }], maxLength))
      expect(text).toMatch(/^(?:😀|…)+$/u);
});

it("snippetOf cuts a hit that is longer than the limit", () => {
  const parts = snippetOf("x".repeat(100), [{ start: 0, end: 100 }], 30);
  expect(parts).toEqual([
    { text: "x".repeat(30), isHit: true },
    { text: "…", isHit: false },
  ]);
});

it("plainNote removes Markdown and citations", () => {
  const markdown =
    "## Summary\n\n- It **moves** to `June`. [1][2]\n- [ ] Priya: [the plan](https://a.example)\n\n| a | b |\n|---|---|\n\n1. Done";
  expect(plainNote(markdown).replace(/\n+/g, "\n")).toBe(
    "Summary\nIt moves to June.\nPriya: the plan\n| a | b |\nDone",
  );
});
