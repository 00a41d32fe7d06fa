import { lexer } from "marked";
import { expect, it } from "vitest";
import { disarmMarkdown } from "../../../core/export/escape-markdown.ts";
import { plainMarkdown } from "../../../core/export/plain-markdown.ts";
import { isTooMuch } from "../../../core/notes/markdown-limits.ts";

/** A table whose header has many cells and whose rows have one, which the lexer fills up. */
const table = (columns: number, rows: number, prefix = ""): string =>
  [
    `|${"a|".repeat(columns)}`,
    `|${"-|".repeat(columns)}`,
    ...Array.from({ length: rows }, () => "|x|"),
  ]
    .map((line) => prefix + line)
    .join("\n");

it.each([
  ["a wide and long table", table(700, 700)],
  ["one in a quote", table(700, 700, "> ")],
  ["many tables", Array.from({ length: 60 }, () => table(20, 20)).join("\n\n")],
])("%s is too much, and no export unfolds it", (_, markdown) => {
  expect(isTooMuch(markdown)).toBe(true);
  expect(plainMarkdown(markdown)).toBe(markdown);
  expect(lexer(disarmMarkdown(markdown)).some(({ type }) => type === "table")).toBe(false);
});

it.each([
  ["a table of a large meeting", table(8, 200)],
  ["prose with pipes", "a | b\n".repeat(500)],
  ["long notes", "- A decision. [3]\n".repeat(2_000)],
])("%s is not too much", (_, markdown) => {
  expect(isTooMuch(markdown)).toBe(false);
});

it.each(Array.from({ length: 40 }, (_, seed) => 25 * (seed + 1)))(
  "every table of %i columns that is admitted has few cells",
  (columns) => {
    for (const rows of [1, 10, 100, 400]) {
      const markdown = table(columns, rows);
      const cells = columns * (rows + 1);
      if (!isTooMuch(markdown)) expect(cells).toBeLessThanOrEqual(20_000);
    }
  },
);
