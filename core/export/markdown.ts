/** A meeting as one Markdown document: title, date, length and consent, notes, transcript with times, marks and insights. */

import { formatClock } from "../clock-time.ts";
import type { Mark, Meeting, Note, Turn } from "../meeting.ts";
import { citedTurns, replaceCitations } from "../notes/citations.ts";
import { type TranscriptItem, transcriptItems } from "../transcript/sections.ts";
import { type SpeakerNames, speakerOf } from "../transcript/speaker.ts";
import { disarmMarkdown, escapeMarkdown } from "./escape-markdown.ts";

/** The words of the document itself, in the reader's language. */
export interface MarkdownWords {
  readonly untitled: string;
  readonly notes: string;
  readonly notesCutOff: string;
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
  /** The one to show; null where none was made. */
  readonly note: Note | null;
}

export function meetingMarkdown(source: MarkdownSource, words: MarkdownWords): string {
  const sections = [
    heading(source, words),
    source.note ? notesSection(source.note, source.turns, words) : null,
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

/** The model's own headings stay below the section's; citations become the times they stand for. */
function notesSection(note: Note, turns: readonly Turn[], words: MarkdownWords): string {
  const turnOf = citedTurns(note, turns);
  const body = replaceCitations(disarmMarkdown(note.markdown.trim()), (turnNumber) => {
    const turn = turnOf(turnNumber);
    return turn ? `[${formatClock(turn.startMs)}]` : null;
  }).replace(/^(#{1,5}) /gm, "#$1 ");
  const parts = [`## ${words.notes}`, body];
  if (note.isCutOff) parts.push(`*${words.notesCutOff}*`);
  return parts.join("\n\n");
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
