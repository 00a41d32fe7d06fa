/** The notes of one meeting by what they are about. Each subject has its versions, of which the latest is the valid one. */

import type { Note, NoteSubject } from "../meeting.ts";
import { STANDARD, subjectKey } from "./subject.ts";

export interface NoteVersions {
  /** Of the subject (`subjectKey`). */
  readonly key: string;
  readonly subject: NoteSubject;
  /** Oldest first, at least one. */
  readonly versions: readonly [Note, ...Note[]];
  readonly latest: Note;
}

export const isQuestion = ({ subject }: Pick<Note, "subject">): boolean =>
  subject?.type === "question";

/** In the order in which the subjects first came up. @param notes Oldest first */
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

/** With a note that has just come: it takes the place of itself, and of a live one of the same subject. */
export function withNote(notes: readonly Note[], note: Note): readonly Note[] {
  const key = subjectKey(note.subject);
  const others = notes.filter(
    ({ id, isLive, subject }) => id !== note.id && !(isLive && subjectKey(subject) === key),
  );
  return [...others, note];
}
