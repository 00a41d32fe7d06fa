/**
 * Notes of 12 kB that are made to be slow: they unfold to many cells or nodes, nest, repeat what Earshot adds to a note (citations, marks, check boxes,
 * menus of sections), or make the check of statements compare much.
 */

import type { Page } from "puppeteer-core";
import { markdownTokens } from "../../core/notes/markdown-limits.ts";
import { press } from "../../local/browser/panel-driver.ts";
import { meetingOf, storeMeeting, storeMeetings, turnsOf } from "./stored-meeting.ts";

const BYTES = 12_000;
/** Half an hour. */
const TURNS = 200;
const LENGTH_MS = 1_800_000;

const filled = (piece: string, bytes = BYTES): string =>
  piece.repeat(Math.floor(bytes / piece.length));

/** As much of it as is read as Markdown: one piece more, and all is shown as plain text. */
function admitted(make: (count: number) => string): string {
  let [most, tooMany] = [0, BYTES];
  while (tooMany - most > 1) {
    const middle = (most + tooMany) >> 1;
    const markdown = make(middle);
    if (markdown.length <= BYTES && markdownTokens(markdown)) most = middle;
    else tooMany = middle;
  }
  return make(most);
}
const repeated = (piece: string): string => admitted((count) => piece.repeat(count));

/** A table whose rows have one cell, which the lexer fills up to the width of the header. */
const table = (columns: number, rows: number): string =>
  [
    `|${"a|".repeat(columns)}`,
    `|${"-|".repeat(columns)}`,
    ...Array.from({ length: rows }, () => "|x|"),
  ].join("\n");

/** Cites the first 200 turns. */
const EVERYTHING = Array.from({ length: TURNS }, (_, index) => `[${index + 1}]`).join("");

const NESTED = [10, 8, 6, 4, 2, 0].map((depth) => `${" ".repeat(depth)}- a`).join("\n");

/** By what they are made of. Those of the first group are too much; the others are as much as is read. */
export const HOSTILE_NOTES: Readonly<Record<string, string>> = {
  "a table of millions of cells": table(1_500, 1_900),
  "emphasis without end": filled("*a _b __c **d "),
  "brackets without end": filled("[a]("),
  "lists in lists in lists": filled("- - - - - - a\n"),
  "points of one letter": filled("- a\n"),
  "headings of one letter": filled("# a\n"),
  "check boxes of one letter": filled("- [ ] a\n"),
  "paragraphs of one letter": filled("a\n\n"),
  "citations and nothing else": filled("[1]"),

  "a wide table": admitted((rows) => table(45, rows)),
  "a long table": admitted((rows) => table(3, rows)),
  "a header of many columns": admitted((columns) => table(columns, 0)),
  "many small tables": repeated(`${table(4, 5)}\n\n`),
  "nested lists": repeated(`${NESTED}\n`),
  "nested quotes": repeated("> > > > > > > > > a\n\n"),
  "runs of emphasis": repeated("- **a** *b* ~~c~~\n"),
  "emphasis in emphasis": repeated("- ***a* b**\n"),
  links: repeated("- [a](https://b.c)\n"),
  "bare addresses": repeated("http://a.bc "),
  "mail addresses": repeated("a@b.cd "),
  code: repeated("- `a` `b`\n"),
  points: repeated("- ab\n"),
  "points with words": repeated("- Anna pays 3 million\n"),
  "check boxes": repeated("- [ ] a\n"),
  headings: repeated("# a\n"),
  "headings that state something": repeated("# They all pay for it now\n"),
  paragraphs: repeated("a\n\n"),
  rules: repeated("---\n\n"),
  "line breaks": repeated("a\\\n"),
  citations: repeated("- [1]\n"),
  "runs of citations": repeated("- [1][2][3][4][5][6][7][8]\n"),
  "points that cite": repeated("- Anna pays 3 million [1]\n"),
  "points that cite everything": repeated(`- Anna pays it. ${EVERYTHING}\n`),
  quotes: repeated("“a b c” "),
  numbers: repeated("1 2.5 1,000 [1] "),
  dates: repeated("on 3 March 2026 [1], "),
  names: repeated("Anna Berg and [1] "),
  negations: repeated("not never no [1] "),
  "one long word": filled("a"),
  "one long word in another direction": filled("א"),
  "combining marks": filled("a\u0301\u0302\u0303"),
  "one long line of bars": filled("|a"),
  "a long code block": `\`\`\`\n${filled("a b ", BYTES - 10)}\n\`\`\``,
};

/** An ordinary note, to compare with. */
const ORDINARY = `## Summary\n\n${"- The figures of the last quarter come first. [1]\n".repeat(12)}`;
export const ORDINARY_NAME = "ordinary notes";

const STORED = Object.entries({ [ORDINARY_NAME]: ORDINARY, ...HOSTILE_NOTES });
const idOf = (name: string): string => `hostile-${STORED.findIndex(([each]) => each === name)}`;

/** Stores a meeting for each kind of note. */
export async function storeHostileNotes(keeper: Page): Promise<void> {
  for (const [index, [name, markdown]] of STORED.entries()) {
    const id = idOf(name);
    const meeting = { ...meetingOf(id, LENGTH_MS, index + 1), title: name };
    await storeMeeting(keeper, meeting, turnsOf(id, TURNS));
    await storeMeetings(
      keeper,
      [],
      [{ id, meetingId: id, markdown, model: "claude", createdAt: 1 }],
    );
  }
}

export interface Opening {
  /** From the click on the meeting to the end of the frame that shows its note. */
  readonly shownMs: number;
  /** Longest stretch in which the main thread did nothing else, until the note is checked and drawn. */
  readonly longestTaskMs: number;
}

/** Opens a stored meeting, which opens on its notes, from the list of meetings. */
export async function openNotes(panel: Page, name: string): Promise<Opening> {
  await press(panel, "button", "Meetings");
  const row = `li[data-meeting="${idOf(name)}"] button.open`;
  await panel.waitForSelector(row);
  return panel.evaluate(openMeasured, row, DRAWN_FRAMES);
}

/** Frames after which the steps of a check that goes on, and the layout of all of the note, are done. */
const DRAWN_FRAMES = 30;

/** Runs in the page. */
async function openMeasured(selector: string, frames: number): Promise<Opening> {
  const row = document.querySelector<HTMLElement>(selector);
  if (!row) throw new Error("no such meeting");
  const { port1: heard, port2: said } = new MessageChannel();
  let longestTaskMs = 0;
  let last = performance.now();
  const begin = last;
  heard.onmessage = () => {
    const now = performance.now();
    longestTaskMs = Math.max(longestTaskMs, now - last);
    last = now;
    said.postMessage(null);
  };
  said.postMessage(null);
  row.click();
  const frame = (): Promise<void> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => setTimeout(resolve));
    });
  while (!document.querySelector('article[aria-label="Notes"] .note')) await frame();
  const shownMs = performance.now() - begin;
  for (let index = 0; index < frames; index++) await frame();
  said.close();
  return { shownMs, longestTaskMs };
}
