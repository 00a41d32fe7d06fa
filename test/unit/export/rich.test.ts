/** Copies of a meeting: their HTML, read by the parser of another project, and the plain text beside it. */

import { Window } from "happy-dom";
import { describe, expect, it } from "vitest";
import type { DocumentSource } from "../../../core/export/document.ts";
import { blocksHtml } from "../../../core/export/rich/blocks-html.ts";
import { type DocumentPart, meetingBlocks } from "../../../core/export/rich/meeting-blocks.ts";
import { blocksText } from "../../../core/export/rich/blocks-text.ts";
import type { Note } from "../../../core/meeting.ts";
import { held, spoken } from "../spoken.ts";
import { SAMPLE, WORDS } from "./sample-meeting.ts";

const NOTE: Note = { id: "n", meetingId: "m", markdown: "", model: "claude", createdAt: 0 };
const TURNS = [
  spoken({ text: "The launch moves to the nineteenth." }),
  spoken({ order: 1, startMs: 65_000, channel: "mic", text: "Priya writes the notes." }),
];

interface Copied {
  readonly html: string;
  readonly text: string;
}

function copied(
  part: DocumentPart,
  { hasTimes = false, ...change }: Partial<DocumentSource> & { readonly hasTimes?: boolean } = {},
): Copied {
  const notes = "note" in part && part.note ? [part.note] : [];
  const source = { meeting: held(), durationMs: 125_000, turns: TURNS, notes, ...change };
  const blocks = meetingBlocks(source, WORDS, { part, hasTimes });
  return { html: blocksHtml(blocks), text: blocksText(blocks) };
}

const noted = (markdown: string, change: Parameters<typeof copied>[1] = {}): Copied =>
  copied({ type: "note", note: { ...NOTE, markdown } }, change);

const parsed = (html: string) =>
  new new Window().DOMParser().parseFromString(html, "text/html").body;

const HEAD = `<h1>Weekly</h1>
<p>22 November 2026 at 10:05 · 2:05<br>Ruth: “R&amp;D” &lt;ruth@example.com&gt;, You</p>
`;

describe("copied notes", () => {
  it("begin with title, date and people, and have their marks, boxes and formats", () => {
    const markdown = [
      "## Summary",
      "- The **launch** moves to the 20th. [1]",
      "",
      "## Action items",
      "- [ ] Priya writes the `notes`. [2]",
      "- [x] [Budget](https://example.com/a_b?c=1&d=2) [2]",
    ].join("\n");
    const { html, text } = noted(markdown);
    expect(html).toBe(`${HEAD}<h2>Summary</h2>
<ul><li>The <strong>launch</strong> moves to the 20th. <em>(number)</em></li></ul>
<h2>Action items</h2>
<ul><li style="list-style-type:none">☐ Priya writes the <code>notes</code>.</li>
<li style="list-style-type:none">☑ <a href="https://example.com/a_b?c=1&amp;d=2">Budget</a></li></ul>`);
    expect(text).toBe(`Weekly

22 November 2026 at 10:05 · 2:05
Ruth: “R&D” <ruth@example.com>, You

Summary

- The launch moves to the 20th. (number)

Action items

- ☐ Priya writes the notes.
- ☑ Budget (https://example.com/a_b?c=1&d=2)`);
  });

  it("have the time of each citation if the user wants times", () => {
    const markdown = "It moves to the nineteenth, says Ruth [1][2]. A number in code: `a[1]`.";
    const body = (hasTimes: boolean): string | undefined =>
      noted(markdown, { hasTimes }).text.split("\n").at(-1);
    expect(body(true)).toMatch(/says Ruth \[0:00\]\[1:05\]\. A number in code: a\[1\]\./);
    expect(body(false)).toMatch(/says Ruth\. A number in code: a\[1\]\./);
  });

  it("name nobody if nobody has a name", () => {
    const [turn] = TURNS;
    const words = { ...WORDS, speakers: { ...WORDS.speakers, names: {} } };
    const source = { meeting: held(), durationMs: 0, turns: turn ? [turn] : [], notes: [] };
    const options = { part: { type: "transcript" }, hasTimes: false } as const;
    const html = blocksHtml(meetingBlocks(source, words, options));
    expect(html).toContain("<p>22 November 2026 at 10:05 · 0:00</p>");
    expect(html).toContain("<strong>Them:</strong>");
  });

  it("begin with the user's own lines and what the note adds to them", () => {
    const meeting = held({
      ownLines: [
        { id: "a", atMs: 3_000, text: "launch?" },
        { id: "b", atMs: 65_000, text: "Priya: notes", kind: "task", isDone: true },
        { id: "c", atMs: 66_000, text: "moves", kind: "decision" },
      ],
    });
    const ownPoints = [{ line: "a", markdown: "- It moves to the nineteenth. [1]" }];
    const note = { ...NOTE, markdown: "## Summary\n\nIt moves. [1]", ownPoints };
    const { html } = copied({ type: "note", note }, { meeting, hasTimes: true });
    expect(html).toBe(`${HEAD}<h2>My notes</h2>
<ul><li>0:03 <strong>launch?</strong><ul><li>It moves to the nineteenth. [0:00]</li></ul></li>
<li style="list-style-type:none">☑ 1:05 <strong>Priya: notes</strong></li>
<li>1:06 <strong>moves</strong> (Decision)</li></ul>
<h2>Summary</h2>
<p>It moves. [0:00]</p>`);
    expect(copied({ type: "note", note: null }, { meeting }).text).toContain("- ☑ Priya: notes");
    // A note that adds nothing to the lines is shown without them.
    const plain = { ...NOTE, markdown: "It moves." };
    expect(copied({ type: "note", note: plain }, { meeting }).text).not.toContain("launch?");
  });

  it("say how far they cover the meeting, and that their end is missing", () => {
    const note = { ...NOTE, markdown: "So. [1]", upToMs: 60_000, isCutOff: true };
    const { text } = copied({ type: "note", note });
    expect(text).toMatch(/Covers 0:00–1:00 of 2:05\n\nSo\.[^\n]*\n\nCut off\.$/);
  });

  it("are the e-mail alone if they are one", () => {
    const subject = { type: "template", templateId: "email", name: "" } as const;
    const { text } = copied({ type: "note", note: { ...NOTE, subject, markdown: "Hello all," } });
    expect(text).toMatch(/^Hello all,/);
  });

  it("that are too much to be read are copied as their lines", () => {
    const { text, html } = noted(`${"> ".repeat(5_000)}<b>x</b>`);
    expect(text).toContain("> > > <b>x</b>");
    expect(html).not.toContain("<b>");
  });
});

it("one section is copied with what is below it", () => {
  const markdown = "# Plan\n\nA.\n\n## One\n\nB.\n\n### Deep\n\nC.\n\n## Two\n\nD.";
  const of = (place: number): string =>
    copied({ type: "section", note: { ...NOTE, markdown }, place }).text.replace(/ \(.*?\)/g, "");
  expect(of(1)).toMatch(/2:05\n.*\n\nOne\n\nB\.\n\nDeep\n\nC\.$/);
  expect(of(3)).toMatch(/2:05\n.*\n\nTwo\n\nD\.$/);
});

it("an answer is copied under its question", () => {
  const subject = { type: "question", question: "Who *writes*?" } as const;
  const note = { ...NOTE, subject, markdown: "Priya writes the notes. [2]" };
  expect(copied({ type: "answer", note }).html).toBe(
    `${HEAD}<h2>Who *writes*?</h2>\n<p>Priya writes the notes.</p>`,
  );
});

it("a transcript has a paragraph for each turn, with or without times", () => {
  const marks = [{ type: "bookmark", id: "b", atMs: 65_000, note: "*Notes*" }] as const;
  const copy = (hasTimes: boolean): string =>
    copied({ type: "transcript" }, { meeting: held({ marks }), hasTimes }).html;
  expect(copy(false))
    .toBe(`${HEAD}<p><strong>Ruth: “R&amp;D” &lt;ruth@example.com&gt;:</strong> The launch moves to the nineteenth.</p>
<p><em>Bookmark: *Notes*</em></p>
<p><strong>You:</strong> Priya writes the notes.</p>`);
  expect(copy(true)).toContain("<p><strong>1:05 You:</strong> Priya");
});

it("the whole meeting equals its stored file", async () => {
  const { html, text } = copied({ type: "all" }, { ...SAMPLE, hasTimes: true });
  await expect(`${html}\n`).toMatchFileSnapshot("golden/meeting.html");
  await expect(`${text}\n`).toMatchFileSnapshot("golden/copied.txt");
});

it("words that are written from right to left say so", () => {
  const turns = [
    spoken({ text: "בסדר גמור" }),
    spoken({ order: 1, text: "Good, سلام" }),
    spoken({ order: 2, text: "2026 سلام" }),
  ];
  const paragraphs = parsed(copied({ type: "transcript" }, { turns }).html).querySelectorAll("p");
  expect([...paragraphs].map((each) => each.dir)).toEqual(["", "rtl", "", "rtl"]);
});

const HOSTILE = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1)) [y](data:text/html,<script>)",
  "[x](vbscript:a) <javascript:alert(1)>",
  '[x](https://a.example/"onclick="alert(1) "t\\"itle")',
  "![x](https://a.example/pixel.png)",
  "<https://a.example/?q=<b>>",
  "| <b> | [x](javascript:1) |\n| --- | --- |\n| <style>*{} | </table><h1> |",
  "- [ ] <input type=checkbox>\n  1. </li></ul><iframe src=x>",
  "```html\n</code></pre><script>\n```",
  "`</code><script>`",
  "&lt;script&gt; &#60;script&#62; \u0000\ud800\u202e",
  "> <b onmouseover=x>\n\n# <h1>",
];

const ATTRIBUTES = new Set(["href", "start", "dir", "style", "border", "cellpadding"]);
const ELEMENTS = new Set(
  "H1 H2 H3 P UL OL LI STRONG EM DEL CODE PRE A TABLE THEAD TBODY TR TH TD BLOCKQUOTE BR HR".split(
    " ",
  ),
);

it.each(HOSTILE)("nothing but formats comes of %s", (hostile) => {
  const turns = [spoken({ text: hostile, speaker: "A" })];
  const meeting = held({
    title: hostile,
    pageUrl: hostile,
    ownLines: [{ id: "a", atMs: 0, text: hostile }],
    marks: [{ type: "bookmark", id: "b", atMs: 0, note: hostile }],
  });
  const notes = [
    { ...NOTE, markdown: hostile },
    { ...NOTE, subject: { type: "question", question: hostile } as const, markdown: hostile },
  ];
  const { html, text } = copied({ type: "all" }, { meeting, turns, notes, hasTimes: true });
  const body = parsed(html);
  const all = [...body.querySelectorAll("*")];
  expect(all.length).toBeGreaterThan(5);
  for (const each of all) {
    expect(ELEMENTS).toContain(each.tagName);
    for (const { name, value } of each.attributes) {
      expect(ATTRIBUTES).toContain(name);
      if (name === "href") expect(value).toMatch(/^(https?:|mailto:)/);
      if (name === "style")
        expect(value).toMatch(/^(list-style-type:none|border-collapse:collapse)$/);
    }
  }
  expect(html + text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e]/u);
  expect((html + text).isWellFormed()).toBe(true);
});

it("ten thousand turns are written at once", () => {
  const turns = Array.from({ length: 10_000 }, (_, order) =>
    spoken({ order, startMs: order * 1_000, text: `Turn ${order}.` }),
  );
  const { html, text } = copied({ type: "transcript" }, { turns, hasTimes: true });
  expect(html.match(/<p>/g)?.length).toBe(10_001);
  expect(text).toMatch(/2:46:39 .*: Turn 9999\.$/);
});
