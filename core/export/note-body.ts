/** Writes a note for documents: citations become times, and statements without support in the transcript are marked. */

import { formatClock } from "../clock-time.ts";
import type { Note } from "../meeting.ts";
import { checkedTranscript, checkNote } from "../notes/check/note-check.ts";
import type { CheckedTranscript } from "../notes/check/evidence.ts";
import { citedTurns } from "../notes/citations.ts";
import { isQuestion, type NoteVersions, versionsOf } from "../notes/versions.ts";
import type { DocumentSource, DocumentWords } from "./document.ts";
import { escapeMarkdown, writeMarkdown, writeTokens, type WritingParts } from "./write-markdown.ts";

/**
 * Returns a function that writes a note as Markdown.
 *
 * @param level of the heading above the note
 */
export function noteWriter(
  { turns, meeting, durationMs }: Pick<DocumentSource, "turns" | "meeting" | "durationMs">,
  words: DocumentWords,
): (note: Note, level: number) => string {
  const transcript = checkedTranscript(turns, meeting);
  return (note, level) => {
    const turnOf = citedTurns(note, turns);
    const cite = (turnNumber: number): string | null => {
      const turn = turnOf(turnNumber);
      return turn && `[${formatClock(turn.startMs)}]`;
    };
    const body = markedNote(note, transcript, words, { level, cite });
    const covered =
      note.upToMs === undefined
        ? body
        : `*${words.notesCover(formatClock(note.upToMs), formatClock(durationMs))}*\n\n${body}`;
    return note.isCutOff ? `${covered}\n\n*${words.notesCutOff}*` : covered;
  };
}

function markedNote(
  note: Note,
  transcript: CheckedTranscript,
  words: Pick<DocumentWords, "fault">,
  parts: Pick<WritingParts, "level" | "cite">,
): string {
  const { tokens, faults } = checkNote(note, transcript);
  const after = (place: object): string | null => {
    const fault = faults.get(place);
    return fault ? `*(${escapeMarkdown(words.fault(fault))})*` : null;
  };
  return tokens
    ? writeTokens(tokens, { ...parts, after })
    : writeMarkdown(note.markdown, { ...parts, after });
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
