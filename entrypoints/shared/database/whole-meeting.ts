/** Reads and stores a meeting with its turns and notes in one transaction, for exports, imports and search. */

import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import { rowOf, turnOf } from "./turn-row.ts";
import { type Database, MARKS, markChanged, ofMeeting } from "./open.ts";
import { handled } from "../handled-transaction.ts";

/** @returns a consistent snapshot of the meeting, or `null` if it does not exist */
export async function readWhole(database: Database, id: string): Promise<MeetingContent | null> {
  const transaction = handled(database.transaction(["meetings", "turns", "notes"]));
  const [meeting, rows, notes] = await Promise.all([
    transaction.objectStore("meetings").get(id),
    transaction.objectStore("turns").index("time").getAll(ofMeeting(id)),
    transaction.objectStore("notes").index("time").getAll(ofMeeting(id)),
    transaction.done,
  ]);
  return meeting ? { meeting, turns: rows.map(turnOf), notes } : null;
}

/** @param startedAt Unix time in ms @returns meetings that began then, deleted ones too */
export const meetingsBegunAt = (database: Database, startedAt: number): Promise<Meeting[]> =>
  database.getAllFromIndex("meetings", "startedAt", startedAt);

/** @returns the ids that notes of any meeting have already */
export async function takenNoteIds(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const { store } = handled(database.transaction("notes"));
  const found = await Promise.all(ids.map((id) => store.getKey(id)));
  return new Set(found.filter((id) => id !== undefined));
}

/**
 * Stores all of a meeting or nothing.
 *
 * @throws {DOMException} `ConstraintError` if the meeting, one of its turns or one of its notes is stored already
 */
export async function addWhole(
  database: Database,
  { meeting, turns, notes }: MeetingContent,
): Promise<void> {
  const transaction = handled(
    database.transaction(["meetings", "turns", "notes", ...MARKS], "readwrite"),
  );
  const stores = {
    turns: transaction.objectStore("turns"),
    notes: transaction.objectStore("notes"),
  };
  await Promise.all([
    transaction.objectStore("meetings").add(meeting),
    ...turns.map((turn) => stores.turns.add(rowOf(turn))),
    ...notes.map((note) => stores.notes.add(note)),
    markChanged(transaction, meeting.id),
    transaction.done,
  ]);
}
