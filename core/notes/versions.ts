/** Groups the notes of a meeting by subject. The latest version of a subject is the valid one. */

import { type Note, type NoteSubject, type Turn, turnId } from "../meeting.ts";
import { citedNumbers } from "./citations.ts";
import { STANDARD, subjectKey } from "./subject.ts";

export interface NoteVersions {
  /** `subjectKey` of the subject. */
  readonly key: string;
  readonly subject: NoteSubject;
  /** Oldest first, at least one. */
  readonly versions: readonly [Note, ...Note[]];
  readonly latest: Note;
}

export const isQuestion = ({ subject }: Pick<Note, "subject">): boolean =>
  subject?.type === "question";

/**
 * @param notes oldest first
 * @returns subjects in the order of their first notes
 */
export function versionsOf(notes: readonly Note[]): readonly NoteVersions[] {
  const byKey = new Map<string, [Note, ...Note[]]>();
  for (const note of notes) {
    const key = subjectKey(note.subject);
    const before = byKey.get(key);
    byKey.set(key, before ? [...before, note] : [note]);
  }
  return [...byKey].map(([key, versions]) => {
    const latest = versions.at(-1) ?? versions[0];
    return { key, subject: latest.subject ?? STANDARD, versions, latest };
  });
}

/** Puts a changed note in its place, or adds a new one in place of live notes on the same subject. */
export function withNote(notes: readonly Note[], note: Note): readonly Note[] {
  if (notes.some(({ id }) => id === note.id))
    return notes.map((each) => (each.id === note.id ? note : each));
  const key = subjectKey(note.subject);
  const others = notes.filter(({ isLive, subject }) => !(isLive && subjectKey(subject) === key));
  return [...others, note];
}

/**
 * Makes a version of the note with the user's text. Its citations lead where those of the note did.
 *
 * @param turns the turns that a note without `citations` numbers
 */
export function editedNote(
  { isCutOff: _cutOff, isLive: _live, usage: _usage, ...note }: Note,
  markdown: string,
  turns: readonly Turn[],
  version: Pick<Note, "id" | "createdAt">,
): Note {
  const citations: Record<number, string> = {};
  const added = (note.ownPoints ?? []).map((points) => points.markdown);
  for (const number of citedNumbers([markdown, ...added].join("\n"))) {
    const turn = note.citations ? note.citations[number] : idOf(turns[number - 1]);
    if (turn !== undefined) citations[number] = turn;
  }
  return { ...note, ...version, markdown, citations, isEdited: true };
}

const idOf = (turn: Turn | undefined): string | undefined => turn && turnId(turn);
