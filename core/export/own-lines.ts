/**
 * Writes the user's own lines for documents. A line is always the user's, word for word; the bullets below it are always the model's.
 */

import { formatClock } from "../clock-time.ts";
import type { Meeting, Note, OwnLine } from "../meeting.ts";
import { pointsBelow } from "../notes/own-lines.ts";
import type { DocumentSource, DocumentWords } from "./document.ts";
import { escapeMarkdown } from "./write-markdown.ts";
import { notesOf, type noteWriter } from "./note-body.ts";
import { oneLine } from "./one-line.ts";
import { plainMarkdown } from "./plain-markdown.ts";

type WriteNote = ReturnType<typeof noteWriter>;

/** @param write writes a note as Markdown */
export function ownLinesMarkdown(
  source: DocumentSource,
  words: DocumentWords,
  write: WriteNote,
): string | null {
  const lines = writtenLines(source, write).map(({ line, points }) => {
    const own = `- ${boxOf(line)}${formatClock(line.atMs)} **${escapeMarkdown(line.text)}**${kindOf(line, words)}`;
    return points === "" ? own : `${own}\n${points.replace(/^(?=.)/gm, "  ")}`;
  });
  return lines.length === 0 ? null : lines.join("\n");
}

export function ownLinesText(
  source: DocumentSource,
  words: DocumentWords,
  write: WriteNote,
): string | null {
  const lines = writtenLines(source, write).map(({ line, points }) => {
    const own = `[${formatClock(line.atMs)}] ${boxOf(line)}${oneLine(line.text)}${kindOf(line, words)}`;
    return points === "" ? own : `${own}\n${plainMarkdown(points).replace(/^(?=.)/gm, "    ")}`;
  });
  return lines.length === 0 ? null : lines.join("\n");
}

interface WrittenLine {
  readonly line: OwnLine;
  /** Markdown; "" without any. */
  readonly points: string;
}

const writtenLines = (
  { meeting, notes }: DocumentSource,
  write: WriteNote,
): readonly WrittenLine[] =>
  filledLines(meeting, latestFilled(notes)).map(({ line, added }) => ({
    line,
    points: added === null ? "" : write(added, 2),
  }));

interface FilledLine {
  readonly line: OwnLine;
  /** Holds only what the note adds below the line; `null` if nothing. */
  readonly added: Note | null;
}

/** @param note the note whose points stand below the lines; `null`: none */
export function filledLines(
  { ownLines = [] }: Pick<Meeting, "ownLines">,
  note: Note | null,
): readonly FilledLine[] {
  const { isCutOff: _, upToMs: __, ...whole } = note ?? NO_NOTE;
  return ownLines.map((line) => {
    const markdown = pointsBelow(whole, line.id);
    return { line, added: markdown === "" ? null : { ...whole, markdown } };
  });
}

/** The latest note that adds points to the user's lines. */
export const latestFilled = (notes: readonly Note[]): Note | null =>
  notesOf(notes)
    .map(({ latest }) => latest)
    .filter(({ ownPoints }) => ownPoints !== undefined)
    .toSorted((one, other) => one.createdAt - other.createdAt)
    .at(-1) ?? null;

const NO_NOTE: Note = { id: "", meetingId: "", markdown: "", model: "", createdAt: 0 };

const boxOf = ({ kind, isDone }: OwnLine): string =>
  kind === "task" ? (isDone ? "[x] " : "[ ] ") : "";

export const kindOf = ({ kind }: OwnLine, words: DocumentWords): string =>
  kind === "decision" ? ` (${words.decision})` : "";
