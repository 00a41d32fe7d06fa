import { lexer, type Token } from "marked";
import { expect, it } from "vitest";
import type { DocumentSource, DocumentWords } from "../../../core/export/document.ts";
import { disarmMarkdown, escapeMarkdown } from "../../../core/export/escape-markdown.ts";
import { meetingMarkdown, pastedMarkdown } from "../../../core/export/markdown.ts";
import type { Note } from "../../../core/meeting.ts";
import { held, spoken } from "../spoken.ts";

const WORDS: DocumentWords = {
  untitled: "Untitled",
  notes: (subject) => (subject.type === "template" ? subject.name || "Notes" : subject.type),
  notesCutOff: "Cut off.",
  questions: "Questions",
  fault: (fault) => fault,
  transcript: "Transcript",
  insight: "Insight",
  keyPoint: (kind) => kind,
  speakers: { usual: { tab: "Them", mic: "You" }, labelled: null },
  date: "22 November 2026",
  consent: null,
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
    '- So. [7] *(not-found)*\n- He said "so it goes on". [0:00] *(quote-not-found)*\n- It moves. [1:05]\n',
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

it("disarmMarkdown keeps Markdown, but no HTML and no images", () => {
  const { kinds } = rendered(
    disarmMarkdown('**bold** <img src="http://evil.example"> ![x](http://evil.example) <b>y</b>'),
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
  const { kinds } = rendered(disarmMarkdown(markdown));
  expect(kinds).not.toContain("html");
});

it.each([
  ["a code span", "Use `<img>` or `a ![b](c)`."],
  ["a code block", "```html\n<img src=x>\n```"],
  ["an escaped tag", "Write \\<br> here."],
  ["an ordinary link", "See [the plan](https://example.org/plan)."],
])("%s stays as it is", (_, markdown) => {
  expect(disarmMarkdown(markdown)).toBe(markdown);
});

it.each([
  ["a script", "[x](javascript:alert(1))"],
  ["a script in capitals", "[x](JaVaScRiPt:alert(1))"],
  ["a script behind an entity", "[x](java&#115;cript:alert(1))"],
  ["data", "[x](data:text/html,<b>x</b>)"],
  ["a reference to a script", "[x][y]\n\n[y]: javascript:alert(1)"],
  ["a file", "[x](file:///etc/passwd)"],
])("a link to %s is no link any more", (_, markdown) => {
  expect(rendered(disarmMarkdown(markdown)).kinds).not.toContain("link");
});
