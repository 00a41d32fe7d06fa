/** A meeting as one Markdown document: title, date, length and consent, notes, transcript with times, marks and insights. */

import { formatClock } from "../clock-time.ts";
import type { Mark, Meeting, Note, NoteSubject, Turn } from "../meeting.ts";
import { bulletCheck } from "../notes/bullet-check.ts";
import { citedTurns, replaceCitations } from "../notes/citations.ts";
import { everythingSaid, type SupportFault } from "../notes/support.ts";
import { isQuestion, versionsOf } from "../notes/versions.ts";
import { type TranscriptItem, transcriptItems } from "../transcript/sections.ts";
import { type SpeakerNames, speakerOf } from "../transcript/speaker.ts";
import { disarmMarkdown, escapeMarkdown } from "./escape-markdown.ts";
import { markedBullets } from "./marked-bullets.ts";

/** The words of the document itself, in the reader's language. */
export interface MarkdownWords {
  readonly untitled: string;
  /** What the notes of a subject are called. */
  readonly notes: (subject: NoteSubject) => string;
  readonly notesCutOff: string;
  readonly questions: string;
  /** Behind a bullet that the transcript does not bear out. */
  readonly fault: (fault: SupportFault) => string;
  readonly transcript: string;
  readonly insight: string;
  readonly speakers: SpeakerNames;
  /** Date and time of the meeting, as people write them. */
  readonly date: string;
  /** That everyone knew of the recording, and since when; null where nobody has confirmed it. */
  readonly consent: string | null;
  /** A pause with its length, a bookmark with its note. */
  readonly mark: (mark: Mark) => string;
}

export interface MarkdownSource {
  readonly meeting: Meeting;
  readonly durationMs: number;
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  /** Oldest first; of each subject the latest is written, of questions all. */
  readonly notes: readonly Note[];
}

export function meetingMarkdown(source: MarkdownSource, words: MarkdownWords): string {
  const write = noteWriter(source.turns, words);
  const sections = [
    heading(source, words),
    ...notesSections(source, words, write),
    questionsSection(source, words, write),
    transcriptSection(source, words),
  ];
  return `${sections.filter((each) => each !== null).join("\n\n")}\n`;
}

function heading({ meeting, durationMs }: MarkdownSource, words: MarkdownWords): string {
  const title = escapeMarkdown(meeting.title) || words.untitled;
  const lines = [`# ${title}`, `${words.date} · ${formatClock(durationMs)}`];
  if (meeting.pageUrl !== null) lines.push(escapeMarkdown(meeting.pageUrl));
  if (words.consent !== null) lines.push(words.consent);
  return lines.join("\n\n");
}

/** @param level How deep the note stands: the model's own headings stay below it. */
type WriteNote = (note: Note, level: number) => string;

/** Citations become the times they stand for, and bullets without support say so. */
function noteWriter(turns: readonly Turn[], words: MarkdownWords): WriteNote {
  const said = everythingSaid(turns);
  const mark = (fault: SupportFault): string => `*(${words.fault(fault)})*`;
  return (note, level) => {
    const turnOf = citedTurns(note, turns);
    const markdown = disarmMarkdown(note.markdown.trim());
    const marked = markedBullets(markdown, bulletCheck(turnOf, said), mark);
    const body = replaceCitations(marked, (turnNumber) => {
      const turn = turnOf(turnNumber);
      return turn ? `[${formatClock(turn.startMs)}]` : null;
    }).replace(
      /^(#{1,6}) /gm,
      (_, marks: string) => `${"#".repeat(Math.min(6, marks.length + level - 1))} `,
    );
    return note.isCutOff ? `${body}\n\n*${words.notesCutOff}*` : body;
  };
}

const notesSections = (
  { notes }: MarkdownSource,
  words: MarkdownWords,
  write: WriteNote,
): readonly string[] =>
  versionsOf(notes.filter((note) => !isQuestion(note))).map(
    ({ subject, latest }) => `## ${escapeMarkdown(words.notes(subject))}\n\n${write(latest, 2)}`,
  );

function questionsSection(
  { notes }: MarkdownSource,
  words: MarkdownWords,
  write: WriteNote,
): string | null {
  const answers = notes.flatMap((note) =>
    note.subject?.type === "question"
      ? [`### ${escapeMarkdown(note.subject.question)}\n\n${write(note, 3)}`]
      : [],
  );
  return answers.length === 0 ? null : [`## ${words.questions}`, ...answers].join("\n\n");
}

function transcriptSection(
  { turns, meeting }: MarkdownSource,
  words: MarkdownWords,
): string | null {
  const items = transcriptItems(turns, meeting.marks ?? []);
  if (items.length === 0) return null;
  return [`## ${words.transcript}`, ...items.map((item) => paragraph(item, words))].join("\n\n");
}

const paragraph = (item: TranscriptItem, words: MarkdownWords): string =>
  item.type === "turn"
    ? turnParagraph(item.turn, words)
    : `*${formatClock(item.atMs)} ${escapeMarkdown(words.mark(item))}*`;

function turnParagraph(turn: Turn, words: MarkdownWords): string {
  const speaker = escapeMarkdown(speakerOf(turn, words.speakers));
  const said = `**${formatClock(turn.startMs)} ${speaker}:** ${escapeMarkdown(turn.text)}`;
  if (turn.insight === null || turn.insight.trim() === "") return said;
  return `${said}\n\n> ${words.insight}: ${escapeMarkdown(turn.insight)}`;
}
