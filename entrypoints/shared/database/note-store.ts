/** Notes in the database. */

import type { Note } from "../../../core/meeting.ts";
import { isSameSubject } from "../../../core/notes/subject.ts";
import { type Database, MARKS, markChanged, ofMeeting } from "./open.ts";
import { handled } from "../handled-transaction.ts";

/** @returns the notes of a meeting, oldest first */
export const listNotes = (database: Database, meetingId: string): Promise<Note[]> =>
  database.getAllFromIndex("notes", "time", ofMeeting(meetingId));

/** Stores a note in place of the live note of its subject. Does nothing if the meeting was removed. */
export async function addNote(database: Database, note: Note): Promise<void> {
  const transaction = handled(database.transaction(["meetings", "notes", ...MARKS], "readwrite"));
  if (!(await transaction.objectStore("meetings").getKey(note.meetingId))) return;
  const notes = transaction.objectStore("notes");
  const index = notes.index("time");
  for await (const cursor of index.iterate(ofMeeting(note.meetingId)))
    if (cursor.value.isLive && isSameSubject(cursor.value.subject, note.subject))
      await cursor.delete();
  await notes.add(note);
  await markChanged(transaction, note.meetingId);
  await transaction.done;
}

/**
 * @param change returns null to leave the note as it is
 * @returns the changed note; null if nothing was changed
 */
export async function editNote(
  database: Database,
  id: string,
  change: (note: Note) => Note | null,
): Promise<Note | null> {
  const transaction = handled(database.transaction(["notes", ...MARKS], "readwrite"));
  const notes = transaction.objectStore("notes");
  const note = await notes.get(id);
  const changed = note ? change(note) : null;
  if (changed) {
    await notes.put(changed);
    await markChanged(transaction, changed.meetingId);
  }
  await transaction.done;
  return changed;
}

export async function deleteNote(database: Database, id: string): Promise<void> {
  const transaction = handled(database.transaction(["notes", ...MARKS], "readwrite"));
  const notes = transaction.objectStore("notes");
  const note = await notes.get(id);
  await notes.delete(id);
  if (note) await markChanged(transaction, note.meetingId);
  await transaction.done;
}
