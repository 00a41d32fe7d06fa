/**
 * Writes a meeting as one Markdown document: front matter, title, date, length and consent, notes, and a transcript with times,
 * marks and insights.
 */

import { formatClock } from "../clock-time.ts";
import type { Note, Turn } from "../meeting.ts";
import { type TranscriptItem, transcriptItems } from "../transcript/transcript-items.ts";
import { speakerOf } from "../transcript/speaker.ts";
import type { DocumentSource, DocumentWords } from "./document.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import { frontMatter } from "./front-matter.ts";
import { answeredQuestions, notesOf, noteWriter } from "./note-body.ts";

export const meetingMarkdown = (source: DocumentSource, words: DocumentWords): string =>
  `${frontMatter(source, words)}\n\n${pastedMarkdown(source, words)}`;

/** The document without front matter, for pasting into another text. */
export function pastedMarkdown(source: DocumentSource, words: DocumentWords): string {
  const write = noteUnder(noteWriter(source.turns, words));
  const sections = [
    heading(source, words),
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

/** @param level of the heading above the note; the note's own headings go below it */
type WriteNote = (note: Note, level: number) => string;

const noteUnder =
  (write: (note: Note) => string): WriteNote =>
  (note, level) =>
    write(note).replace(
      /^(#{1,6}) /gm,
      (_, marks: string) => `${"#".repeat(Math.min(6, marks.length + level - 1))} `,
    );

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

function transcriptSection(
  { turns, meeting }: DocumentSource,
  words: DocumentWords,
): string | null {
  const items = transcriptItems(turns, meeting.marks ?? []);
  if (items.length === 0) return null;
  return [`## ${words.transcript}`, ...items.map((item) => paragraph(item, words))].join("\n\n");
}

const paragraph = (item: TranscriptItem, words: DocumentWords): string =>
  item.type === "turn"
    ? turnParagraph(item.turn, words)
    : `*${formatClock(item.atMs)} ${escapeMarkdown(words.mark(item))}*`;

function turnParagraph(turn: Turn, words: DocumentWords): string {
  const speaker = escapeMarkdown(speakerOf(turn, words.speakers));
  const said = `**${formatClock(turn.startMs)} ${speaker}:** ${escapeMarkdown(turn.text)}`;
  if (turn.insight === null || turn.insight.trim() === "") return said;
  return `${said}\n\n> ${words.insight}: ${escapeMarkdown(turn.insight)}`;
}
