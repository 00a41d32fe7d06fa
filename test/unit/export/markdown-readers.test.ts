/** Writes what breaks Markdown, compares it to a stored file, and reads it with four readers of other projects. */

import { describe, expect, it } from "vitest";
import type { DocumentSource } from "../../../core/export/document.ts";
import { meetingMarkdown, pastedMarkdown } from "../../../core/export/markdown.ts";
import type { Note, Turn } from "../../../core/meeting.ts";
import { held, spoken } from "../spoken.ts";
import { type ReaderName, readDocument, readerNames } from "./markdown-readers.ts";
import { WORDS } from "./sample-meeting.ts";

/** Said as it stands: nothing of it is markup. */
const SAID = [
  "It costs $5-$10 per seat, so $20/user/month, i.e. 7 users = $1680/year.",
  "#general, #budget2026 and C# or # alone",
  "==bright== and %%hidden%% and [[Wiki link]] and ![[embed]] and ~~struck~~",
  "(owner:: Bob) [due:: 2026-01-01] std::vector",
  "snake_case, __init__, *stars*, `code` and \\alpha \\\\server\\share",
  "1. one, - dash",
  "12) twelve",
  "+ plus",
  "---",
  "===",
  "> quote <b>bold</b> &lt; & &amp; <https:",
  "a | b | c",
  "Remember this ^todo-1",
  "[link](https://evil.example) and [1] and [x]: y",
] as const;

const ADDRESSES = [
  [
    "See https://example.com/a_b_c/path?x=1&y=2~z today",
    "https://example.com/a_b_c/path?x=1&y=2~z",
  ],
  ["or https://example.com/plan, perhaps", "https://example.com/plan"],
  ["mail jane_doe@example.com now", "mailto:jane_doe@example.com"],
  ["on www.foo-bar.org/x_y_z today", "http://www.foo-bar.org/x_y_z"],
] as const;

const NOTE = `# Summary

Setext
======

- Ship it [1]
- Use \`<div>\`, \`List<String>\` and \`arr[1]\` [2]
- See <https://example.com/a_b?x=1&y=2> and [1](https://example.com/one)
- [ ] Task for **Bob**

## Install

\`\`\`bash
# install
npm i <pkg>
cat a[1] $HOME
\`\`\`

| Owner | Task |
|---|---|
| Ann \\| Bob | x < y |

About $5 and ==six==, $7.`;

const note: Note = { id: "n", meetingId: "m", markdown: NOTE, model: "claude", createdAt: 0 };

const turns: readonly Turn[] = [...SAID, ...ADDRESSES.map(([text]) => text)].map((text, order) =>
  spoken({
    text,
    order,
    startMs: order * 1_000,
    insight:
      order === 0 ? "**Seats** cost more than was planned: _ask_ finance about `2 * 3`." : null,
  }),
);

const SOURCE: DocumentSource = {
  meeting: held({
    title: "Q3 *plan* #1 [draft] <b> & co_op",
    pageUrl: "https://meet.example.com/a_b_c/x?u=0&hs=1#frag",
  }),
  durationMs: 60_000,
  turns,
  notes: [note],
};

const WORDS_HERE = { ...WORDS, speakers: { usual: { tab: "Them", mic: "You" }, labelled: null } };
const written = pastedMarkdown(SOURCE, WORDS_HERE);

it("hard Markdown equals its stored file", async () => {
  await expect(meetingMarkdown(SOURCE, WORDS_HERE)).toMatchFileSnapshot("golden/hard.md");
});

/** Bare addresses are links in GFM only. */
const linksBare = (reader: ReaderName): boolean => reader !== "commonmark";

describe.each(readerNames)("%s reads", (reader) => {
  const read = readDocument(reader, written);

  it.each(SAID)("%s as it was said", (text) => {
    expect(read.text).toContain(text);
  });

  it.each(ADDRESSES)("%s as a link to %s", (text, address) => {
    expect(read.text).toContain(text);
    const isBare = address === "https://example.com/plan";
    if (!isBare || linksBare(reader)) expect(read.links).toContain(address);
  });

  it("the page of the meeting and the links of the notes", () => {
    expect(read.links.slice(0, 3)).toEqual([
      "https://meet.example.com/a_b_c/x?u=0&hs=1#frag",
      "https://example.com/a_b?x=1&y=2",
      "https://example.com/one",
    ]);
    expect(
      read.links.every((link) => !link.includes("evil.example)") && !link.includes("%5C")),
    ).toBe(true);
  });

  it("code as it was written", () => {
    expect(read.code).toEqual([
      "<div>",
      "List<String>",
      "arr[1]",
      "# install\nnpm i <pkg>\ncat a[1] $HOME",
      "2 * 3",
    ]);
  });

  it("headings in their order of rank", () => {
    expect(read.headings).toEqual([
      "1 Q3 *plan* #1 [draft] <b> & co_op",
      "2 Notes",
      "3 Summary",
      "3 Setext",
      "4 Install",
      "2 Transcript",
    ]);
  });

  it("the insight with its emphasis", () => {
    expect(read.text).toContain(
      "Insight: Seats cost more than was planned: ask finance about 2 * 3.",
    );
    expect(read.elements).toContain("strong");
  });

  it("no mathematics, no markup that was said, and nothing active", () => {
    for (const name of ["img", "script", "del", "mark", "math", "b", "svg"])
      expect(read.elements, name).not.toContain(name);
    expect(read.text).toContain("About $5 and ==six==, $7.");
  });
});

it("nothing is left that Obsidian and its plugins read in the source", () => {
  const spokenPart = written.slice(written.indexOf("## Transcript")).replace(/`[^`]*`/g, "");
  expect(spokenPart).not.toMatch(/==|%%|::|\[\[|(?<!\\)\$|(?<=\s)#(?=\w)|(?<=\s)\^[\w-]+$/m);
});
