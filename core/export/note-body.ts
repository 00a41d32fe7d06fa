/** A note as documents have it: citations as the times they stand for, and what the transcript does not bear out marked. */

import { formatClock } from "../clock-time.ts";
import type { Note, Turn } from "../meeting.ts";
import { bulletCheck } from "../notes/bullet-check.ts";
import { citedTurns, replaceCitations } from "../notes/citations.ts";
import { everythingSaid, type SupportFault } from "../notes/support.ts";
import { isQuestion, type NoteVersions, versionsOf } from "../notes/versions.ts";
import type { DocumentWords } from "./document.ts";
import { disarmMarkdown } from "./escape-markdown.ts";
import { markedBullets } from "./marked-bullets.ts";

/** @returns Of a note its Markdown. */
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

/** Of each subject, in the order in which they first came up. */
export const notesOf = (notes: readonly Note[]): readonly NoteVersions[] =>
  versionsOf(notes.filter((note) => !isQuestion(note)));

export interface Answer {
  readonly question: string;
  readonly note: Note;
}

export const answersIn = (notes: readonly Note[]): readonly Answer[] =>
  notes.flatMap((note) =>
    note.subject?.type === "question" ? [{ question: note.subject.question, note }] : [],
  );
