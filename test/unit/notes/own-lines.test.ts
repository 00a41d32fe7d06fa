/** The user's own lines survive whatever a model replies: made-up meetings with made-up lines and hostile replies. */

import { lexer, type Tokens } from "marked";
import { describe, expect, it } from "vitest";
import {
  fromMeetingFile,
  toMeetingFile,
  writeMeetingFile,
} from "../../../core/archive/meeting-file.ts";
import { readMeetingFile } from "../../../core/archive/schema.ts";
import { meetingMarkdown } from "../../../core/export/markdown.ts";
import { meetingText } from "../../../core/export/plain-text.ts";
import { oneLine } from "../../../core/export/one-line.ts";
import { createExtractiveModel } from "../../../core/language/extractive/extractive-model.ts";
import type { LanguageRequest } from "../../../core/language/language-request.ts";
import { pointsOfLines } from "../../../core/language/structured-reply.ts";
import type { MeetingContent, Note, OwnLine } from "../../../core/meeting.ts";
import { makeNotes } from "../../../core/notes/make-notes.ts";
import { notesOrder } from "../../../core/notes/order.ts";
import { pointsBelow, withLineChanges } from "../../../core/notes/own-lines.ts";
import { STANDARD } from "../../../core/notes/subject.ts";
import { citationsIn } from "../../../core/notes/transcript-lines.ts";
import { ok } from "../../../core/problem.ts";
import { DEFAULT_SETTINGS } from "../../../core/settings/settings.ts";
import { dice, type Dice } from "../archive/random-meeting.ts";
import { WORDS } from "../export/sample-meeting.ts";
import { held, spoken } from "../spoken.ts";

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

const PIECES = [
  "Ask Priya",
  "**bold** _and_ `code`",
  "<b>tag</b> </lines> </transcript>",
  "[3] cites [ ] nothing",
  "- a bullet",
  "# a heading",
  "1. first",
  '{"lines": []}',
  "“Straße” 😀 会議",
  "a | b | c",
  "> quote \\",
  "ends in a star*",
  "&amp; https://example.com/abc",
  "~~struck~~",
];

const lineOf = (d: Dice, n: number): OwnLine => ({
  id: `line-${n}`,
  atMs: d.whole(600_000),
  text: Array.from({ length: 1 + d.whole(3) }, () => d.one(PIECES)).join(" "),
  ...d.one([
    {},
    {},
    { kind: "task" as const },
    { kind: "task" as const, isDone: true as const },
    { kind: "decision" as const },
  ]),
});

function madeUp(d: Dice, seed: number): MeetingContent {
  const meetingId = `m${seed}`;
  const turns = Array.from({ length: 20 + d.whole(60) }, (_, order) =>
    spoken({
      meetingId,
      order,
      startMs: order * 10_000,
      endMs: order * 10_000 + 8_000,
      text: `Turn ${order}: ${d.one(["we decided to ship on Friday", "Priya will write the release notes", "the budget is open"])}.`,
    }),
  );
  const ownLines = Array.from({ length: 1 + d.whole(60) }, (_, n) => lineOf(d, n));
  const meeting = held({ id: meetingId, durationMs: 800_000, ownLines });
  return { meeting, turns, notes: [] };
}

/** Replies to a request for lines that drop, reorder, change, double, invent and break them. */
function hostileReply(d: Dice, { messages }: LanguageRequest): string {
  const [block = ""] =
    /<lines>\n([^]*)\n<\/lines>/.exec(messages.at(-1)?.content ?? "")?.slice(1) ?? [];
  const numbers = block.split("\n").map((_, index) => index + 1);
  const entry = (line: unknown) => ({
    line,
    text: "I rewrote your line",
    points: d.one<unknown>([
      [{ text: "The launch is on Friday.", turns: [1, 2] }],
      [{ text: "- nested\n\n# heading\n- [x] more [9]", turns: [1, -4, 1e9, 0.5] }],
      [{ text: "", turns: [] }, { text: 3 }],
      Array.from({ length: 40 }, () => ({ text: "x".repeat(5_000), turns: [1] })),
      "none",
      null,
    ]),
  });
  const lines = numbers
    .flatMap((number) =>
      d.one<readonly unknown[]>([
        [],
        [number],
        [number, number],
        [number + 1_000],
        [String(number)],
      ]),
    )
    .map(entry)
    .toSorted(() => (d.is() ? 1 : -1));
  const json = JSON.stringify({ lines });
  return d.one([
    json,
    "```json\n" + json + "\n```",
    `Here you are: ${json} Anything else?`,
    json.slice(0, -20),
    "I can't do that.",
    "",
    "[]",
    '{"lines": {"1": "changed"}}',
  ]);
}

async function noteOf(
  { meeting, turns }: MeetingContent,
  reply: (request: LanguageRequest) => string | Promise<string>,
): Promise<Note> {
  const order = notesOrder(STANDARD, { meeting, turns, settings: DEFAULT_SETTINGS, live: null });
  if (!order.ok) throw new Error("no order");
  const made = await makeNotes(
    order.value,
    async (request) =>
      ok({
        model: "m",
        content: await reply(request),
        finish_reason: "stop" as const,
        usage: { input_tokens: 1, output_tokens: 1 },
      }),
    () => {},
  );
  if (!made.ok) throw new Error(made.problem.reason);
  const { markdown, ownPoints = [] } = made.value;
  const written = [markdown, ...ownPoints.map((each) => each.markdown)].join("\n");
  return {
    id: "n",
    meetingId: meeting.id,
    subject: STANDARD,
    createdAt: 1,
    ...made.value,
    citations: citationsIn(written, order.value.allLines),
  };
}

const textOf = (
  tokens: readonly {
    readonly type: string;
    readonly text?: string;
    readonly tokens?: readonly never[];
  }[],
): string =>
  tokens.map((token) => (token.tokens ? textOf(token.tokens) : (token.text ?? ""))).join("");

/** Own lines as a reader of the Markdown sees them: the first block of each item of the first list. */
function linesInMarkdown(markdown: string): readonly string[] {
  const list = lexer(markdown.slice(markdown.indexOf("## My notes"))).find(
    (token): token is Tokens.List => token.type === "list",
  );
  return (list?.items ?? []).map(({ tokens }) => {
    const own = tokens.find(({ type }) => type === "text") as Tokens.Text | undefined;
    return textOf((own?.tokens ?? []) as never[]);
  });
}

const isNoteRequest = ({ form }: LanguageRequest): boolean => form !== "lines";
const NOTES = "## Summary\n- The launch is on Friday. [1]";

describe.each(SEEDS)("made-up meeting %i", (seed) => {
  it("keeps every line word for word and in order, whatever the model replies", async () => {
    const d = dice(seed);
    const content = madeUp(d, seed);
    const before = structuredClone(content.meeting.ownLines);
    const note = await noteOf(content, (request) =>
      isNoteRequest(request) ? NOTES : hostileReply(d, request),
    );
    expect(content.meeting.ownLines).toEqual(before);
    // Points belong to lines that exist, and each line has them once.
    const ids = (note.ownPoints ?? []).map(({ line }) => line);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { markdown } of note.ownPoints ?? [])
      for (const bullet of markdown.split("\n")) expect(bullet).toMatch(/^- \S/);

    const file = toMeetingFile({ ...content, notes: [note] }, [], "Earshot");
    const read = readMeetingFile(writeMeetingFile(file));
    if (!read.ok) throw new Error(read.problem.detail);
    const back = fromMeetingFile(read.value, "other");
    expect(back.meeting.ownLines).toEqual(before);
    expect(back.notes[0]?.ownPoints).toEqual(note.ownPoints);

    const source = { ...content, durationMs: 800_000, notes: [note] };
    const shown = linesInMarkdown(meetingMarkdown(source, WORDS));
    const own = (before ?? []).map(({ text }) => oneLine(text));
    expect(shown).toHaveLength(own.length);
    for (const [index, text] of own.entries()) expect(shown[index]).toContain(text);
    const plain = meetingText(source, WORDS).split("\n");
    const begun = plain.filter((line) => /^\[[\d:]+\] /.test(line)).slice(0, own.length);
    for (const [index, text] of own.entries()) expect(begun[index]).toContain(text);
  });
});

it("lines without notes are the notes in every document", () => {
  const content = madeUp(dice(1), 1);
  const source = { ...content, durationMs: 800_000 };
  expect(linesInMarkdown(meetingMarkdown(source, WORDS))).toHaveLength(
    content.meeting.ownLines?.length ?? 0,
  );
  expect(meetingText(source, WORDS)).toContain("My notes");
});

it("points are the model's and stand below the line; tasks and decisions stay what they are", () => {
  const meeting = held({
    ownLines: [
      { id: "a", atMs: 12_000, text: "release *date*?", kind: "task" },
      { id: "b", atMs: 70_000, text: "ship it", kind: "decision" },
    ],
  });
  const turns = [spoken({ meetingId: meeting.id, text: "The release is on Friday." })];
  const note: Note = {
    id: "n",
    meetingId: meeting.id,
    markdown: "## Summary\n- Friday. [1]",
    ownPoints: [{ line: "a", markdown: "- The release is on Friday. [1]" }],
    model: "m",
    createdAt: 1,
  };
  const source = { meeting, durationMs: 80_000, turns, notes: [note] };
  expect(meetingMarkdown(source, WORDS)).toContain(
    "## My notes\n\n- [ ] 0:12 **release \\*date\\*?**\n  - The release is on Friday. [0:00]\n- 1:10 **ship it** (Decision)",
  );
  expect(meetingText(source, WORDS)).toContain(
    "[0:12] [ ] release *date*?\n    - The release is on Friday. [0:00]\n[1:10] ship it (Decision)",
  );
});

it("without a model, rules fill in what was said around the time of a line", async () => {
  const turns = [
    spoken({ order: 0, startMs: 0, endMs: 5_000, text: "Good morning everyone and welcome." }),
    spoken({
      order: 1,
      startMs: 60_000,
      endMs: 65_000,
      text: "The release is planned for Friday the twelfth of March.",
    }),
    spoken({
      order: 2,
      startMs: 70_000,
      endMs: 75_000,
      text: "Tom will write the release notes by Wednesday.",
    }),
    spoken({
      order: 3,
      startMs: 600_000,
      endMs: 605_000,
      text: "Marketing wants another release in the summer.",
    }),
  ];
  const meeting = held({ ownLines: [{ id: "a", atMs: 80_000, text: "release notes?" }] });
  const model = createExtractiveModel();
  const note = await noteOf(
    { meeting, turns, notes: [] },
    async ({ messages }) => (await model.complete(messages, Infinity)).content,
  );
  expect(pointsBelow(note, "a")).toBe(
    "- The release is planned for Friday the twelfth of March. [2]\n- Tom will write the release notes by Wednesday. [3]",
  );
  expect(note.citations?.[3]).toBeDefined();
});

it("a model is given the lines with their times and the turns around them, and never asked to repeat them", async () => {
  const turns = Array.from({ length: 200 }, (_, order) =>
    spoken({
      order,
      startMs: order * 10_000,
      endMs: order * 10_000 + 8_000,
      text: `Words of turn ${order + 1}.`,
    }),
  );
  const meeting = held({ ownLines: [{ id: "a", atMs: 1_000_000, text: "why </lines> so?" }] });
  const requests: LanguageRequest[] = [];
  await noteOf({ meeting, turns, notes: [] }, (request) => {
    requests.push(request);
    return isNoteRequest(request) ? NOTES : "";
  });
  const [lines, notes] = requests.map(({ messages }) => messages.at(-1)?.content ?? "");
  expect(lines).toContain("<lines>\n[1] 16:40 why ‹/lines› so?\n</lines>");
  expect(lines).toContain("[101] 16:40 Them: Words of turn 101.");
  expect(lines).not.toContain("turn 50.");
  expect(notes).toContain("<mine>\n[1] 16:40 why ‹/lines› so?\n</mine>");
});

it("a line that two panels change keeps its place, and one that is gone adds no hole", () => {
  const line = (id: string, text = id): OwnLine => ({ id, atMs: 0, text });
  const meeting = held({ ownLines: [line("a"), line("c")] });
  const changed = withLineChanges(meeting, [
    { type: "put", line: line("b"), after: "a" },
    { type: "put", line: line("a", "A"), after: "c" },
    { type: "remove", id: "c" },
    { type: "put", line: line("d"), after: "c" },
    { type: "put", line: line("first"), after: null },
  ]);
  expect(changed.ownLines?.map(({ text }) => text)).toEqual(["first", "A", "b", "d"]);
});

it("brackets in a model's text cite nothing, and text can't leave its bullet", () => {
  const reply = JSON.stringify({
    lines: [{ line: 1, points: [{ text: "# [7] one\n- two", turns: [3] }] }],
  });
  expect(pointsOfLines(reply).get(1)).toBe("- one - two [3]");
});
