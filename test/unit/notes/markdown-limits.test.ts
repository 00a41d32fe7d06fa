import { lexer, type MarkedToken, type Token } from "marked";
import { expect, it } from "vitest";
import { writeMarkdown } from "../../../core/export/write-markdown.ts";
import { plainMarkdown } from "../../../core/export/plain-markdown.ts";
import { markdownTokens } from "../../../core/notes/markdown-limits.ts";

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
  expect(markdownTokens(markdown)).toBeNull();
  expect(plainMarkdown(markdown)).toBe(markdown);
  expect(lexer(writeMarkdown(markdown)).some(({ type }) => type === "table")).toBe(false);
});

it.each([
  ["a table of a large meeting", table(8, 200)],
  ["prose with pipes", "a | b\n".repeat(500)],
  ["long notes", "- A decision. [3]\n".repeat(400)],
])("%s is not too much", (_, markdown) => {
  expect(markdownTokens(markdown)).not.toBeNull();
});

it.each(Array.from({ length: 40 }, (_, seed) => 25 * (seed + 1)))(
  "every table of %i columns that is admitted has few cells",
  (columns) => {
    for (const rows of [1, 10, 100, 400]) {
      const markdown = table(columns, rows);
      const cells = columns * (rows + 1);
      if (markdownTokens(markdown)) expect(cells).toBeLessThanOrEqual(10_000);
    }
  },
);

/** Pieces that unfold, nest or search when they are repeated. */
const PIECES = [
  ..."*a ,_a_,[a](,<a ,`,\\,> ,- ,1. ,- a\n,a\n\n".split(","),
  "|a|\n|-|\n",
  "[k]",
  "a@b.c ",
  "> > > > > > > > > > > a\n",
];
const BYTES = 12_000;

it("no 12 kB of Markdown unfold beyond the limits", () => {
  const half = (piece: string): string => piece.repeat(BYTES / 2 / piece.length);
  for (const one of PIECES) {
    for (const other of PIECES) {
      for (const markdown of [
        (one + other).repeat(BYTES / (one + other).length),
        half(one) + half(other),
      ]) {
        const tokens = markdownTokens(markdown);
        const { count, depth } = tokens ? sizeOf(tokens) : { count: 0, depth: 0 };
        // List items hold a paragraph or text that the limit does not count.
        expect(count, JSON.stringify([one, other])).toBeLessThan(25_000);
        expect(depth, JSON.stringify([one, other])).toBeLessThan(40);
      }
    }
  }
});

function sizeOf(tokens: readonly Token[]): { count: number; depth: number } {
  const below = tokens.map((token) => sizeOf(childrenOf(token as MarkedToken)));
  return {
    count: tokens.length + below.reduce((sum, { count }) => sum + count, 0),
    depth: 1 + Math.max(0, ...below.map(({ depth }) => depth)),
  };
}

const childrenOf = (token: MarkedToken): readonly Token[] => {
  if (token.type === "list") return token.items;
  if (token.type === "table")
    return [token.header, ...token.rows].flat().flatMap(({ tokens }) => tokens);
  return "tokens" in token ? (token.tokens ?? []) : [];
};

it.each([
  ["quotes", "> "],
  ["lists", "- "],
  ["lists and quotes", "- > "],
  ["numbered lists", "1. "],
])("%s deeper than the limit are too much, and a few are not", (_, sign) => {
  expect(markdownTokens(`${sign.repeat(12)}a`)).toBeNull();
  expect(markdownTokens(`${sign.repeat(4)}a`)).not.toBeNull();
});

it("references to a long address are too much when they repeat it", () => {
  const definition = `[k]: https://example.com/${"a".repeat(6_000)}`;
  expect(markdownTokens(`${definition}\n\n${"[k] ".repeat(5)}`)).not.toBeNull();
  expect(markdownTokens(`${definition}\n\n${"[k] ".repeat(1_000)}`)).toBeNull();
});

it("a citation is no reference to an address", () => {
  expect(JSON.stringify(markdownTokens("So. [3]\n\n[3]: notes.html"))).not.toContain("href");
});
