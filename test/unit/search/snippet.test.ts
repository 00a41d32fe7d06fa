import { expect, it, test } from "vitest";
import { matcherOf } from "../../../core/search/match.ts";
import { plainNote } from "../../../core/search/find-in-meeting.ts";
import { parseQuery } from "../../../core/search/query.ts";
import { snippetOf } from "../../../core/search/snippet.ts";

const shown = (text: string, typed: string, most: number): string =>
  snippetOf(text, matcherOf(parseQuery(typed)).rangesIn(text), most)
    .map(({ text, isHit }) => (isHit ? `[${text}]` : text))
    .join("");

const LONG =
  "At first we spoke of the weather and of many other things that nobody wrote down, and then the budget came up, " +
  "which took the rest of the hour because the budget plan had changed twice since spring.";

test.each([
  ["whole where it fits", "The budget is planned.", "budget", 40, "The [budget] is planned."],
  [
    "around the hit",
    LONG,
    "spring",
    60,
    "…because the budget plan had changed twice since [spring].",
  ],
  [
    "around most of the hits",
    LONG,
    "budget plan",
    60,
    "…because the [budget] [plan] had changed twice since spring.",
  ],
  [
    "the beginning where nothing is marked",
    LONG,
    "",
    40,
    "At first we spoke of the weather and of…",
  ],
  [
    "cut within what has no spaces",
    "あ".repeat(50) + "会議" + "い".repeat(50),
    "会議",
    20,
    `…${"あ".repeat(5)}[会議]${"い".repeat(13)}…`,
  ],
])("%s", (_what, text, typed, most, expected) => {
  expect(shown(text, typed, most)).toBe(expected);
});

it("does not cut a character in two", () => {
  for (let most = 10; most < 20; most++)
    for (const { text } of snippetOf("😀".repeat(30), [{ start: 30, end: 32 }], most))
      expect(text).toMatch(/^(?:😀|…)+$/u);
});

it("shows a hit that is longer than the room", () => {
  const parts = snippetOf("x".repeat(100), [{ start: 0, end: 100 }], 30);
  expect(parts).toEqual([
    { text: "x".repeat(30), isHit: true },
    { text: "…", isHit: false },
  ]);
});

it("reads a note as a person does", () => {
  const markdown =
    "## Summary\n\n- It **moves** to `June`. [1][2]\n- [ ] Priya: [the plan](https://a.example)\n\n| a | b |\n|---|---|\n\n1. Done";
  expect(plainNote(markdown).replace(/\n+/g, "\n")).toBe(
    "Summary\nIt moves to June.\nPriya: the plan\n| a | b |\nDone",
  );
});
