/**
 * Writes the user's own lines for documents. A line is always the user's, word for word; the bullets below it are always the model's.
 */

import { formatClock } from "../clock-time.ts";
import type { Note, OwnLine } from "../meeting.ts";
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
  const lines = linesWithPoints(source, write).map(({ line, points }) => {
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
  const lines = linesWithPoints(source, write).map(({ line, points }) => {
    const own = `[${formatClock(line.atMs)}] ${boxOf(line)}${oneLine(line.text)}${kindOf(line, words)}`;
    return points === "" ? own : `${own}\n${plainMarkdown(points).replace(/^(?=.)/gm, "    ")}`;
  });
  return lines.length === 0 ? null : lines.join("\n");
}

interface FilledLine {
  readonly line: OwnLine;
  /** Markdown; "" without any. */
  readonly points: string;
}

/** Lines with the points of the latest note that has some. */
function linesWithPoints(
  { meeting, notes }: DocumentSource,
  write: WriteNote,
): readonly FilledLine[] {
  const filled = notesOf(notes)
    .map(({ latest }) => latest)
    .filter(({ ownPoints }) => ownPoints !== undefined)
    .toSorted((one, other) => one.createdAt - other.createdAt)
    .at(-1);
  return (meeting.ownLines ?? []).map((line) => {
    const markdown = filled ? pointsBelow(filled, line.id) : "";
    const { isCutOff: _, upToMs: __, ...note } = filled ?? NO_NOTE;
    return { line, points: markdown === "" ? "" : write({ ...note, markdown }, 2) };
  });
}

const NO_NOTE: Note = { id: "", meetingId: "", markdown: "", model: "", createdAt: 0 };

const boxOf = ({ kind, isDone }: OwnLine): string =>
  kind === "task" ? (isDone ? "[x] " : "[ ] ") : "";

const kindOf = ({ kind }: OwnLine, words: DocumentWords): string =>
  kind === "decision" ? ` (${words.decision})` : "";
