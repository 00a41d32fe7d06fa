/** Writes a meeting as plain text: title, date, notes, and a transcript with one line per turn. */

import { formatClock } from "../clock-time.ts";
import type { Turn } from "../meeting.ts";
import { insightLine, shownInsight } from "../notes/insight.ts";
import { type TranscriptItem, transcriptItems } from "../transcript/transcript-items.ts";
import { type DocumentSource, type DocumentWords, draftNotes, markedSpeaker } from "./document.ts";
import { answeredQuestions, notesOf, noteWriter } from "./note-body.ts";
import { ownLinesText } from "./own-lines.ts";
import { oneLine, plainLines } from "./one-line.ts";
import { plainMarkdown } from "./plain-markdown.ts";

export function meetingText(source: DocumentSource, words: DocumentWords): string {
  const notes = notesSections(source, words);
  const transcript = transcriptLines(source, words);
  const sections = [
    heading(source, words),
    ...notes,
    ...(notes.length > 0 && transcript.length > 0 ? [underlined(words.transcript)] : []),
    ...draftNotes(source, words),
    ...(transcript.length > 0 ? [transcript.join("\n")] : []),
  ];
  return `${plainLines(sections.join("\n\n"))}\n`;
}

function heading({ meeting, durationMs }: DocumentSource, words: DocumentWords): string {
  const lines = [
    oneLine(meeting.title) || words.untitled,
    `${words.date} · ${formatClock(durationMs)}`,
  ];
  if (meeting.pageUrl !== null) lines.push(oneLine(meeting.pageUrl));
  if (words.consent !== null) lines.push(words.consent);
  return lines.join("\n");
}

const underlined = (title: string): string => `${title}\n${"=".repeat([...title].length)}`;

function notesSections(source: DocumentSource, words: DocumentWords): readonly string[] {
  const { notes } = source;
  const markdown = noteWriter(source, words);
  const answers = answeredQuestions(notes);
  const ownLines = ownLinesText(source, words, markdown);
  return [
    ...(ownLines === null ? [] : [underlined(words.ownLines), ownLines]),
    ...notesOf(notes).flatMap(({ subject, latest }) => [
      underlined(oneLine(words.notes(subject))),
      plainMarkdown(markdown(latest, 0)),
    ]),
    ...(answers.length === 0 ? [] : [underlined(words.questions)]),
    ...answers.flatMap(({ question, note }) => [
      oneLine(question),
      plainMarkdown(markdown(note, 0)),
    ]),
  ];
}

const transcriptLines = (
  { turns, meeting }: DocumentSource,
  words: DocumentWords,
): readonly string[] =>
  transcriptItems(turns, meeting.marks ?? []).map((item) => itemLines(item, words));

const itemLines = (item: TranscriptItem, words: DocumentWords): string =>
  item.type === "turn"
    ? turnLines(item.turn, words)
    : `[${formatClock(item.atMs)}] ${oneLine(words.mark(item))}`;

function turnLines(turn: Turn, words: DocumentWords): string {
  const speaker = oneLine(markedSpeaker(turn, words));
  const said = `[${formatClock(turn.startMs)}] ${speaker}: ${oneLine(turn.text)}`;
  const insight = shownInsight(turn);
  if (insight === null) return said;
  const line = oneLine(plainMarkdown(insightLine(insight, words.keyPoint)));
  return `${said}\n    ${words.insight}: ${line}`;
}
