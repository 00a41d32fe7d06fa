/**
 * Writes a meeting as one Markdown document: front matter, title, date, length and consent, notes, and a transcript with times,
 * marks and insights.
 */

import { formatClock } from "../clock-time.ts";
import type { Turn } from "../meeting.ts";
import { insightLine, shownInsight, type ShownInsight } from "../notes/insight.ts";
import { markdownTokens } from "../notes/markdown-limits.ts";
import { type TranscriptItem, transcriptItems, hasWords } from "../transcript/transcript-items.ts";
import { speakerName, speakersIn } from "../transcript/speaker.ts";
import { type DocumentSource, type DocumentWords, draftNotes, markedSpeaker } from "./document.ts";
import { answeredQuestions, notesOf, noteWriter } from "./note-body.ts";
import { ownLinesMarkdown } from "./own-lines.ts";
import { oneLine } from "./one-line.ts";
import { escapeMarkdown, writeMarkdown, type WritingParts } from "./write-markdown.ts";
import { wallClock } from "./file-name.ts";

export const meetingMarkdown = (source: DocumentSource, words: DocumentWords): string =>
  `${frontMatter(source, words)}\n\n${pastedMarkdown(source, words)}`;

/** The document without front matter, for pasting into another text. */
export function pastedMarkdown(source: DocumentSource, words: DocumentWords): string {
  const write = noteWriter(source, words);
  const ownLines = ownLinesMarkdown(source, words, write);
  const sections = [
    heading(source, words),
    ownLines && `## ${words.ownLines}\n\n${ownLines}`,
    ...notesSections(source, words, write),
    questionsSection(source, words, write),
    transcriptSection(source, words),
  ];
  return `${sections.filter((each) => each !== null).join("\n\n")}\n`;
}

function heading({ meeting, durationMs }: DocumentSource, words: DocumentWords): string {
  const title = escapeMarkdown(meeting.title) || words.untitled;
  const lines = [`# ${title}`, `${words.date} · ${formatClock(durationMs)}`];
  if (meeting.pageUrl !== null) lines.push(escapeMarkdown(meeting.pageUrl));
  if (words.consent !== null) lines.push(words.consent);
  return lines.join("\n\n");
}

type WriteNote = ReturnType<typeof noteWriter>;

const notesSections = (
  { notes }: DocumentSource,
  words: DocumentWords,
  write: WriteNote,
): readonly string[] =>
  notesOf(notes).map(
    ({ subject, latest }) => `## ${escapeMarkdown(words.notes(subject))}\n\n${write(latest, 2)}`,
  );

function questionsSection(
  { notes }: DocumentSource,
  words: DocumentWords,
  write: WriteNote,
): string | null {
  const answers = answeredQuestions(notes).map(
    ({ question, note }) => `### ${escapeMarkdown(question)}\n\n${write(note, 3)}`,
  );
  return answers.length === 0 ? null : [`## ${words.questions}`, ...answers].join("\n\n");
}

function transcriptSection(source: DocumentSource, words: DocumentWords): string | null {
  const items = transcriptItems(source.turns, source.meeting.marks ?? []);
  if (items.length === 0) return null;
  const draft = draftNotes(source, words).map((note) => `*${escapeMarkdown(note)}*`);
  return [`## ${words.transcript}`, ...draft, ...items.map((item) => paragraph(item, words))].join(
    "\n\n",
  );
}

const paragraph = (item: TranscriptItem, words: DocumentWords): string =>
  item.type === "turn"
    ? turnParagraph(item.turn, words)
    : `*${formatClock(item.atMs)} ${escapeMarkdown(words.mark(item))}*`;

function turnParagraph(turn: Turn, words: DocumentWords): string {
  const speaker = escapeMarkdown(markedSpeaker(turn, words));
  const said = `**${formatClock(turn.startMs)} ${speaker}:** ${escapeMarkdown(turn.text)}`;
  const insight = shownInsight(turn);
  return insight === null ? said : `${said}\n\n${insightQuote(insight, words)}`;
}

/** Models write insights in Markdown; its blocks stand below the word for it, a single paragraph beside it. */
function insightQuote(insight: ShownInsight, words: DocumentWords): string {
  const line = insightLine(insight, words.keyPoint);
  const isMarkdown = insight.points === null;
  const text = isMarkdown ? writeMarkdown(line, IN_QUOTE) : escapeMarkdown(line);
  const between = isMarkdown && !isOneParagraph(line) ? "\n\n" : " ";
  return `${words.insight}:${between}${text}`.replace(/^.*$/gm, (each) => `> ${each}`.trimEnd());
}

function isOneParagraph(markdown: string): boolean {
  const [first, ...rest] = markdownTokens(markdown) ?? [];
  return first?.type === "paragraph" && rest.length === 0;
}

const IN_QUOTE: WritingParts = { cite: () => null, after: () => null, level: 3 };

/** Front matter for Obsidian, Logseq, Hugo and Jekyll: YAML between two lines of dashes at the start of the file. */
export function frontMatter(
  { meeting, turns, durationMs }: DocumentSource,
  words: DocumentWords,
): string {
  const spoken = speakersIn(turns.filter(hasWords), words.speakers);
  const speakers = new Set(spoken.map((key) => speakerName(key, words.speakers)));
  const fields = [
    `title: ${yamlString(oneLine(meeting.title) || words.untitled)}`,
    `date: ${localTime(meeting.startedAt, words.timeZone)}`,
    // Without quotes YAML 1.1 reads 1:05 as the number 65.
    `duration: ${yamlString(formatClock(durationMs))}`,
    ...(meeting.pageUrl === null ? [] : [`url: ${yamlString(meeting.pageUrl)}`]),
    `speakers: [${[...speakers].map((name) => yamlString(oneLine(name))).join(", ")}]`,
    "tags: [meeting]",
  ];
  return ["---", ...fields, "---"].join("\n");
}

/**
 * Local time in ISO 8601, without an offset: `2026-11-22T10:05:00`. Obsidian takes no other for a date and time.
 *
 * @param timeZone default: the machine's
 */
export function localTime(unixMs: number, timeZone?: string): string {
  const parts = wallClock(unixMs, timeZone);
  const date = `${parts("year").padStart(4, "0")}-${parts("month")}-${parts("day")}`;
  return `${date}T${parts("hour")}:${parts("minute")}:${parts("second")}`;
}

/** Characters that JSON leaves unescaped, but that YAML does not allow (YAML 1.2.2, production 1) or takes for line breaks. */
const NOT_PRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** Every JSON string is a double-quoted scalar of YAML (YAML 1.2.2, §1.3). */
const yamlString = (text: string): string =>
  JSON.stringify(text.toWellFormed()).replace(
    NOT_PRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
