/** A meeting with everything that belongs to it, read at one moment and stored at one: for exports, imports and search. */

import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import { type Database, markForSearch, ofMeeting } from "./open.ts";

/** As it was at one moment, whoever writes meanwhile; null where there is none. */
export async function readWhole(database: Database, id: string): Promise<MeetingContent | null> {
  const transaction = database.transaction(["meetings", "turns", "notes"]);
  const [meeting, turns, notes] = await Promise.all([
    transaction.objectStore("meetings").get(id),
    transaction.objectStore("turns").index("time").getAll(ofMeeting(id)),
    transaction.objectStore("notes").index("time").getAll(ofMeeting(id)),
    transaction.done,
  ]);
  return meeting ? { meeting, turns, notes } : null;
}

/** Those that began at one moment (Unix time in ms), deleted ones too. */
export const meetingsBegunAt = (database: Database, startedAt: number): Promise<Meeting[]> =>
  database.getAllFromIndex("meetings", "startedAt", startedAt);

/** The ids among these that a note has already, of whichever meeting. */
export async function takenNoteIds(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { store } = database.transaction("notes");
  const found = await Promise.all(ids.map((id) => store.getKey(id)));
  return new Set(found.filter((id) => id !== undefined));
}

/**
 * All of it or nothing.
 * @throws {DOMException} `ConstraintError` where the meeting, one of its turns or of its notes is there already.
 */
export async function addWhole(
  database: Database,
  { meeting, turns, notes }: MeetingContent,
): Promise<void> {
  const transaction = database.transaction(
    ["meetings", "turns", "notes", "searchDue"],
    "readwrite",
  );
  const stores = {
    turns: transaction.objectStore("turns"),
    notes: transaction.objectStore("notes"),
  };
  await Promise.all([
    transaction.objectStore("meetings").add(meeting),
    ...turns.map((turn) => stores.turns.add(turn)),
    ...notes.map((note) => stores.notes.add(note)),
    markForSearch(transaction.objectStore("searchDue"), meeting.id),
    transaction.done,
  ]);
}
