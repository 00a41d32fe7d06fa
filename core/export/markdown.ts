/** A meeting as one Markdown document: title, date and length, notes, transcript with times and insights. */

import { formatClock } from "../clock-time.ts";
import type { ChannelName, Meeting, Note, Turn } from "../meeting.ts";
import { citedTurns, replaceCitations } from "../notes/citations.ts";
import { disarmMarkdown, escapeMarkdown } from "./escape-markdown.ts";

/** The words of the document itself, in the reader's language. */
export interface MarkdownWords {
  readonly untitled: string;
  readonly notes: string;
  readonly notesCutOff: string;
  readonly transcript: string;
  readonly insight: string;
  readonly speakers: Readonly<Record<ChannelName, string>>;
  /** Date and time of the meeting, as people write them. */
  readonly date: string;
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
    source.turns.length > 0 ? transcriptSection(source.turns, words) : null,
  ];
  return `${sections.filter((each) => each !== null).join("\n\n")}\n`;
}

function heading({ meeting, durationMs }: MarkdownSource, words: MarkdownWords): string {
  const title = escapeMarkdown(meeting.title) || words.untitled;
  const lines = [`# ${title}`, `${words.date} · ${formatClock(durationMs)}`];
  if (meeting.pageUrl !== null) lines.push(escapeMarkdown(meeting.pageUrl));
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

const transcriptSection = (turns: readonly Turn[], words: MarkdownWords): string =>
  [`## ${words.transcript}`, ...turns.map((turn) => turnParagraph(turn, words))].join("\n\n");

function turnParagraph(turn: Turn, words: MarkdownWords): string {
  const head = `**${formatClock(turn.startMs)} ${words.speakers[turn.channel]}:**`;
  const paragraph = `${head} ${escapeMarkdown(turn.text)}`;
  if (turn.insight === null || turn.insight.trim() === "") return paragraph;
  return `${paragraph}\n\n> ${words.insight}: ${escapeMarkdown(turn.insight)}`;
}
