import { describe, expect, it } from "vitest";
import type { DocumentSource } from "../../../core/export/document.ts";
import { plainMarkdown } from "../../../core/export/plain-markdown.ts";
import { meetingText } from "../../../core/export/plain-text.ts";
import { held, spoken } from "../spoken.ts";
import { WORDS } from "./sample-meeting.ts";

const text = (change: Partial<DocumentSource>): string =>
  meetingText(
    { meeting: held(), durationMs: 65_000, turns: [], notes: [], ...change },
    {
      ...WORDS,
      consent: null,
    },
  );

it("meetingText writes title, date and one line for each turn", () => {
  const turns = [
    spoken({ text: "Hello *there*.", insight: "A **greeting**." }),
    spoken({ startMs: 1_000, text: "" }),
    spoken({ startMs: 65_000, channel: "mic", text: "Two\r\nlines.", heardText: "too lines" }),
  ];
  const meeting = held({
    marks: [{ type: "bookmark", id: "b", atMs: 2_000, note: "Check\nthis" }],
  });
  expect(text({ turns, meeting })).toBe(`Weekly
22 November 2026 at 10:05 · 1:05

[0:00] Ruth: “R&D” <ruth@example.com>: Hello *there*.
    Insight: A greeting.
[0:02] Bookmark: Check this
[1:05] You: Two lines.
`);
});

it("meetingText writes title and date alone for an empty meeting", () => {
  expect(text({})).toBe("Weekly\n22 November 2026 at 10:05 · 1:05\n");
  expect(text({ meeting: held({ title: "\n" }) })).toMatch(/^Untitled\n/);
});

describe("plainMarkdown", () => {
  it.each([
    ["emphasis", "**bold** *and* ~~gone~~ `code`", "bold and gone code"],
    ["headings", "# One\ntext", "One\n\ntext"],
    ["lines of a paragraph", "one\ntwo  \nthree", "one two\nthree"],
    ["lists", "- a\n  - b\n- c", "- a\n  - b\n- c"],
    ["numbered lists", "3. a\n4. b\n\n   c", "3. a\n4. b\n   c"],
    ["tasks", "- [x] done\n- [ ] open", "- [x] done\n- [ ] open"],
    [
      "links",
      "[site](https://a.example) <https://b.example> <a@b.example>",
      "site (https://a.example) https://b.example a@b.example",
    ],
    ["images", "![a cat](cat.png)", "a cat"],
    ["HTML, which stays", "<b>x</b>", "<b>x</b>"],
    ["escapes", "\\*no\\* 1\\. \\<b>", "*no* 1. <b>"],
    ["quotes and code", "> said\n\n```js\nx\n\n  y\n```", "    said\n\n    x\n\n      y"],
    ["tables", "| a | b |\n|---|---|\n| 1 | **2** |", "a | b\n1 | 2"],
    ["rules and definitions", "a\n\n---\n\n[x]: https://a.example", "a"],
    ["an empty text", "", ""],
  ])("writes %s", (_, markdown, plain) => {
    expect(plainMarkdown(markdown)).toBe(plain);
  });

  it("leaves Markdown that nests too deep as it is", () => {
    const markdown = "> ".repeat(5_000);
    expect(plainMarkdown(markdown)).toBe(markdown);
  });
});
