/** Writes a note for documents: citations become times, and bullets without support in the transcript are marked. */

import type { Tokens } from "marked";
import { formatClock } from "../clock-time.ts";
import type { Note } from "../meeting.ts";
import { citedTurns } from "../notes/citations.ts";
import { bulletCheck, everythingSaid } from "../notes/support.ts";
import { isQuestion, type NoteVersions, versionsOf } from "../notes/versions.ts";
import type { DocumentSource, DocumentWords } from "./document.ts";
import { writeMarkdown } from "./write-markdown.ts";

/**
 * Returns a function that writes a note as Markdown.
 *
 * @param level of the heading above the note
 */
export function noteWriter(
  { turns, durationMs }: Pick<DocumentSource, "turns" | "durationMs">,
  words: DocumentWords,
): (note: Note, level: number) => string {
  const said = everythingSaid(turns);
  return (note, level) => {
    const turnOf = citedTurns(note, turns);
    const check = bulletCheck(turnOf, said);
    const body = writeMarkdown(note.markdown.trim(), {
      level,
      cite(turnNumber) {
        const turn = turnOf(turnNumber);
        return turn && `[${formatClock(turn.startMs)}]`;
      },
      after(place) {
        const fault = isItem(place) ? check(...ownTextOf(place)) : null;
        return fault && `*(${words.fault(fault)})*`;
      },
    });
    const covered =
      note.upToMs === undefined
        ? body
        : `*${words.notesCover(formatClock(note.upToMs), formatClock(durationMs))}*\n\n${body}`;
    return note.isCutOff ? `${covered}\n\n*${words.notesCutOff}*` : covered;
  };
}

const isItem = (place: object): place is Tokens.ListItem =>
  "type" in place && place.type === "list_item";

/** Markdown of a bullet without the bullets below it, and if there are any. */
const ownTextOf = ({ tokens }: Tokens.ListItem): [text: string, hasBulletsBelow: boolean] => [
  tokens
    .filter(({ type }) => type !== "list")
    .map(({ raw }) => raw)
    .join(""),
  tokens.some(({ type }) => type === "list"),
];

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
