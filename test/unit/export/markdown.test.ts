import { lexer, type Token, type Tokens, walkTokens } from "marked";
import { expect, it } from "vitest";
import type { DocumentSource, DocumentWords } from "../../../core/export/document.ts";
import { writeMarkdown, escapeMarkdown } from "../../../core/export/write-markdown.ts";
import { meetingMarkdown, pastedMarkdown } from "../../../core/export/markdown.ts";
import type { Note } from "../../../core/meeting.ts";
import { DOCUMENT_WORDS } from "../document-words.ts";
import { held, spoken } from "../spoken.ts";

const WORDS: DocumentWords = {
  ...DOCUMENT_WORDS,
  notes: (subject) => (subject.type === "template" ? subject.name || "Notes" : subject.type),
  mark: (mark) => (mark.type === "bookmark" ? `Bookmark: ${mark.note}` : "Paused"),
};

const note = (change: Partial<Note> = {}): Note => ({
  id: "n",
  meetingId: "m",
  markdown: "## Summary\n\n- It moves. [2]",
  model: "claude",
  createdAt: 0,
  ...change,
});

const turns = [
  spoken({ text: "Hello.", insight: "A greeting." }),
  spoken({ text: "It moves.", channel: "mic", startMs: 65_000 }),
];

it("pastedMarkdown writes the whole meeting", () => {
  const source = { meeting: held(), durationMs: 70_000, turns, notes: [note()] };
  expect(pastedMarkdown(source, WORDS)).toBe(`# Weekly

22 November 2026 · 1:10

## Notes

### Summary

- It moves. [1:05]

## Transcript

**0:00 Them:** Hello.

> Insight: A greeting.

**1:05 You:** It moves.
`);
});

it("meetingMarkdown puts front matter before it", () => {
  const source = { meeting: held(), durationMs: 70_000, turns, notes: [note()] };
  expect(meetingMarkdown(source, WORDS)).toMatch(/^---\ntitle: "Weekly"\n[^]*\n---\n\n# Weekly\n/);
  expect(meetingMarkdown(source, WORDS).endsWith(pastedMarkdown(source, WORDS))).toBe(true);
});

it.each([
  [
    "a sentence",
    "The **date** moves.\nSee `notes`.",
    "> Insight: The **date** moves.\n> See `notes`.",
  ],
  [
    "a list",
    "- **Date:** moves\n- Owner: *Priya*",
    "> Insight:\n>\n> - **Date:** moves\n> - Owner: *Priya*",
  ],
  ["a heading", "# Talk\n\nGoes on.", "> Insight:\n>\n> #### Talk\n>\n> Goes on."],
  ["raw HTML", "See <img src=x> there.", "> Insight: See \\<img src=x\\> there."],
  ["key points", "Decision: the **date** moves", "> Insight: decision: the date moves"],
])("pastedMarkdown keeps the Markdown of an insight: %s", (_, insight, quote) => {
  const said = [spoken({ text: "Hello.", insight })];
  const source = { meeting: held(), durationMs: 70_000, turns: said, notes: [] };
  const [, written] = pastedMarkdown(source, WORDS).split("**0:00 Them:** Hello.\n\n");
  expect(written).toBe(`${quote}\n`);
});

it("pastedMarkdown writes names, marks and consent, and leaves out turns without words", () => {
  const source: DocumentSource = {
    meeting: held({
      marks: [
        { type: "pause", atMs: 30_000, pausedAt: 0, resumedAt: 1 },
        { type: "bookmark", id: "b", atMs: 66_000, note: "*Check* this" },
      ],
    }),
    durationMs: 70_000,
    turns: [...turns, spoken({ text: "", channel: "mic", startMs: 66_500 })],
    notes: [note({ markdown: "So. [2]" })],
  };
  const words = {
    ...WORDS,
    speakers: { ...WORDS.speakers, names: { mic: "Anna [she]" } },
    consent: "Everyone knew.",
  };
  expect(pastedMarkdown(source, words)).toBe(`# Weekly

22 November 2026 · 1:10

Everyone knew.

## Notes

So. [1:05]

## Transcript

**0:00 Them:** Hello.

> Insight: A greeting.

*0:30 Paused*

**1:05 Anna \\[she\\]:** It moves.

*1:06 Bookmark: \\*Check\\* this*
`);
});

const PLAIN: DocumentSource = { meeting: held(), durationMs: 65_000, turns, notes: [] };

it.each<[string, Partial<DocumentSource>, string]>([
  ["a meeting without words or notes", { turns: [] }, "# Weekly\n\n22 November 2026 · 1:05\n"],
  ["a meeting without title", { meeting: held({ title: " " }), turns: [] }, "# Untitled\n"],
  ["notes that were cut off", { notes: [note({ isCutOff: true })] }, "\n\n*Cut off.*\n"],
  [
    "only turns without words",
    { turns: [spoken({ text: "" })] },
    "# Weekly\n\n22 November 2026 · 1:05\n",
  ],
  ["a citation of a missing turn", { notes: [note({ markdown: "So. [7]" })] }, "So. [7]"],
  [
    "bullets without support in the transcript",
    { notes: [note({ markdown: '- So. [7]\n- He said "so it goes on". [1]\n- It moves. [2]' })] },
    '- So. [7] *(no-such-turn)*\n- He said "so it goes on". [0:00] *(quote)*\n- It moves. [1:05]\n',
  ],
])("pastedMarkdown writes %s", (_, change, part) => {
  const source = { ...PLAIN, ...change };
  expect(pastedMarkdown(source, WORDS)).toContain(part);
});

it("pastedMarkdown writes the latest notes of each subject and every question with its answer", () => {
  const subject = { type: "template", templateId: "decisions", name: "De*cisions" } as const;
  const question = { type: "question", question: "Does it # move?" } as const;
  const source: DocumentSource = {
    ...PLAIN,
    turns: [],
    notes: [
      note({ id: "1", markdown: "Old." }),
      note({ id: "2", subject, markdown: "## It moves" }),
      note({ id: "3", subject: question, markdown: "## Yes" }),
      note({ id: "4", subject: question, markdown: "No." }),
      note({ id: "5", markdown: "New." }),
    ],
  };
  expect(pastedMarkdown(source, WORDS)).toBe(`# Weekly

22 November 2026 · 1:05

## Notes

New.

## De\\*cisions

### It moves

## Questions

### Does it # move?

#### Yes

### Does it # move?

No.
`);
});

/** Text of rendered Markdown, and the kinds of its elements. */
const rendered = (markdown: string) => {
  const kinds = new Set<string>();
  const read = (tokens: readonly Token[]): string =>
    tokens
      .map((token) => {
        kinds.add(token.type);
        return "tokens" in token && token.tokens
          ? read(token.tokens)
          : "text" in token
            ? token.text
            : "";
      })
      .join("");
  const text = read(lexer(markdown));
  return {
    text,
    kinds: [...kinds].filter((kind) => !["paragraph", "text", "escape"].includes(kind)),
  };
};

it.each([
  "plain words",
  "2 * 3 * 4 and *this*",
  "snake_case __init__",
  "# not a heading",
  "- not a list",
  "1. not a list",
  "12) not a list",
  "> not a quote",
  "<img src=x onerror=alert(1)>",
  "[link](evil.html) ![image](evil.png)",
  "`code` ~~gone~~ a | b",
  "back\\slash",
  "=== not a heading",
  "Tom & Jerry &amp;",
])("escapeMarkdown keeps %s the same when rendered", (text) => {
  expect(rendered(escapeMarkdown(text))).toEqual({ text, kinds: [] });
});

it("writeMarkdown keeps Markdown, but no HTML and no images", () => {
  const { kinds } = rendered(
    writeMarkdown('**bold** <img src="http://evil.example"> ![x](http://evil.example) <b>y</b>'),
  );
  expect(kinds).toEqual(["strong", "link"]);
});

const EVIL = '<img src="https://evil.example/p.png">';

it.each([
  ["escaped once", `\\${EVIL}`],
  ["escaped twice", `\\\\${EVIL}`],
  ["escaped three times", `\\\\\\${EVIL}`],
  ["after a backtick without a partner", `one \` tick ${EVIL}`],
  ["between backticks of two points", `- a \` b\n- ${EVIL} \` c`],
  ["between backticks of two paragraphs", `a \` b\n\n${EVIL} \` c`],
  ["after an escaped backtick", `\\\` ${EVIL} \` end`],
  ["in a heading", `## ${EVIL}`],
  ["in a quote", `> a\n> ${EVIL}`],
  ["in a table", `| a |\n| --- |\n| ${EVIL} |`],
  ["as a block", `<div>\n${EVIL}\n</div>`],
  ["after an address", `https://example.org/a${EVIL}`],
  ["as a script", "<script src=https://evil.example/s.js></script>"],
])("no raw HTML comes back to life %s", (_, markdown) => {
  const { kinds } = rendered(writeMarkdown(markdown));
  expect(kinds).not.toContain("html");
});

it.each([
  ["a code span", "Use `<img>` or `a ![b](c)`."],
  ["a code block", "```html\n<img src=x>\n```"],
  ["an escaped tag", "Write \\<br> here."],
  ["an ordinary link", "See [the plan](https://example.org/plan)."],
])("%s stays as it is", (_, markdown) => {
  expect(writeMarkdown(markdown)).toBe(markdown);
});

it.each([
  ["numbers in brackets of code", "`arr[1]` and\n\n```sh\ncat a[1]\n```"],
  ["headings of a code block", "```sh\n# install\nnpm i <pkg>\n```"],
  ["generics", "`List<String>`"],
  ["a link with a number for its text", "[1](https://example.com)"],
  ["an address in angle brackets", "<https://example.com/a_b?x=1&y=2>"],
  ["a bare address", "See https://example.com/plan for more."],
  ["a code block inside a point", "- Run\n  ```sh\n  # now\n  ```\n- Wait"],
  ["points below points", "1. One\n   - a\n   - b\n2. Two"],
  ["check boxes", "- [ ] Open\n- [x] Done"],
  ["a table with bars", "| a | b |\n| --- | --: |\n| `x \\| y` | z \\| 1 |"],
])("%s stay as they are, below any heading and beside citations", (_, markdown) => {
  const parts = { level: 2, cite: () => "[0:00]", after: () => null };
  expect(writeMarkdown(markdown, parts)).toBe(markdown);
});

it.each([
  ["# A\n\n## B", "### A\n\n#### B"],
  ["## A\n\n### B", "### A\n\n#### B"],
  ["A\n===\n\nB\n---", "### A\n\n#### B"],
  ["###### A", "###### A"],
])("headings of a note rank below that of its section: %j", (markdown, written) => {
  expect(writeMarkdown(markdown, { level: 2, cite: () => null, after: () => null })).toBe(written);
});

it.each([
  ["#general and #budget2026", "\\#general and \\#budget2026"],
  ["$5-$10 a month, C# and 50%", "\\$5-\\$10 a month, C# and 50%"],
  ["==bright== %%hidden%%", "\\=\\=bright\\=\\= \\%\\%hidden\\%\\%"],
  ["https://meet.example/a_b_c/x", "<https://meet.example/a_b_c/x>"],
  ["see https://meet.example/abc.", "see https://meet.example/abc."],
])(
  "escapeMarkdown leaves nothing that Obsidian takes for markup, and no dead link: %s",
  (text, written) => {
    expect(escapeMarkdown(text)).toBe(written);
  },
);

/** Pieces of Markdown that mean something beside each other. */
const PIECES = [
  ..."a,b c, ,\n,\n\n,- ,1. ,> ,# ,*,**,_,~~,`,```\n,    ,<b>,</b>,<,[,],(,|,$,==,!,\\,\\<,&amp;,5".split(
    ",",
  ),
  "<img src=x>",
  "<!-- c -->",
  "[x](https://e.org)",
  "[y](javascript:x)",
  "![i](https://e.org/i.png)",
  "https://e.org/a_b",
  "<https://e.org/a_b>",
  "www.e.org",
  "a@b.org",
  "[r][k]",
  "\n[k]: javascript:k\n",
  "|a|b|\n|-|-|\n|c|d|\n",
];

it("no raw HTML, image or unsafe link is written of three thousand random texts", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let n = 0; n < 3_000; n++) {
    const markdown = Array.from({ length: 1 + random(14) }, () => PIECES[random(PIECES.length)]);
    const unsafe: string[] = [];
    void walkTokens(lexer(writeMarkdown(markdown.join(""))), (token) => {
      const isActive = token.type === "html" || token.type === "image";
      const isLink = token.type === "link" || token.type === "def";
      if (isActive || (isLink && !/^(https?|mailto):/.test((token as Tokens.Link).href)))
        unsafe.push(token.raw);
    });
    expect(unsafe, JSON.stringify(markdown.join(""))).toEqual([]);
  }
});

it.each([
  ["a script", "[x](javascript:alert(1))"],
  ["a script in capitals", "[x](JaVaScRiPt:alert(1))"],
  ["a script behind an entity", "[x](java&#115;cript:alert(1))"],
  ["data", "[x](data:text/html,<b>x</b>)"],
  ["a reference to a script", "[x][y]\n\n[y]: javascript:alert(1)"],
  ["a file", "[x](file:///etc/passwd)"],
])("a link to %s is no link any more", (_, markdown) => {
  expect(rendered(writeMarkdown(markdown)).kinds).not.toContain("link");
});
