/** Writes a note for documents: citations become times, and bullets without support in the transcript are marked. */

import { formatClock } from "../clock-time.ts";
import type { Note, Turn } from "../meeting.ts";
import { citedTurns, replaceCitations } from "../notes/citations.ts";
import {
  type BulletCheck,
  bulletCheck,
  everythingSaid,
  type SupportFault,
} from "../notes/support.ts";
import { isQuestion, type NoteVersions, versionsOf } from "../notes/versions.ts";
import type { DocumentWords } from "./document.ts";
import { disarmMarkdown } from "./escape-markdown.ts";

/** Returns a function that writes a note as Markdown. */
export function noteWriter(turns: readonly Turn[], words: DocumentWords): (note: Note) => string {
  const said = everythingSaid(turns);
  const mark = (fault: SupportFault): string => `*(${words.fault(fault)})*`;
  return (note) => {
    const turnOf = citedTurns(note, turns);
    const markdown = disarmMarkdown(note.markdown.trim());
    const marked = markedBullets(markdown, bulletCheck(turnOf, said), mark);
    const body = replaceCitations(marked, (turnNumber) => {
      const turn = turnOf(turnNumber);
      return turn ? `[${formatClock(turn.startMs)}]` : null;
    });
    return note.isCutOff ? `${body}\n\n*${words.notesCutOff}*` : body;
  };
}

/** Notes by subject, without questions. */
export const notesOf = (notes: readonly Note[]): readonly NoteVersions[] =>
  versionsOf(notes.filter((note) => !isQuestion(note)));

export interface AnsweredQuestion {
  readonly question: string;
  readonly note: Note;
}

export const answeredQuestions = (notes: readonly Note[]): readonly AnsweredQuestion[] =>
  notes.flatMap((note) =>
    note.subject?.type === "question" ? [{ question: note.subject.question, note }] : [],
  );

/** Indentation and marker. */
const BULLET = /^(\s*)(?:[-*+]|\d{1,9}[.)])\s/;
/** Ends a bullet of several lines. */
const ENDS_BULLET = /^\s*(?:$|#{1,6}\s|```|\|)/;

/**
 * Appends to every bullet without support what is wrong with it.
 *
 * @param write returns one line of Markdown
 */
export function markedBullets(
  markdown: string,
  check: BulletCheck,
  write: (fault: SupportFault) => string,
): string {
  const lines = markdown.split("\n");
  const indents = lines.map((line) => BULLET.exec(line)?.[1]?.length ?? null);
  for (const [first, indent] of indents.entries()) {
    if (indent === null) continue;
    let end = first + 1;
    while (end < lines.length && indents[end] === null && !ENDS_BULLET.test(lines[end] ?? ""))
      end++;
    const own = lines.slice(first, end).join(" ").replace(BULLET, "");
    const fault = check(own, (indents[end] ?? -1) > indent);
    if (fault) lines[end - 1] += ` ${write(fault)}`;
  }
  return lines.join("\n");
}
