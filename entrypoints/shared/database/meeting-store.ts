/** Meetings in the database. */

import type { Meeting } from "../../../core/meeting.ts";
import { type Database, MARKS, markChanged, markForDelivery, ofMeeting } from "./open.ts";
import { handled } from "../handled-transaction.ts";

/** @returns all meetings but the deleted ones, newest first */
export async function listMeetings(database: Database): Promise<Meeting[]> {
  const meetings = await database.getAllFromIndex("meetings", "startedAt");
  return meetings.filter(({ deletedAt }) => deletedAt === undefined).toReversed();
}

/** @returns deleted meetings that are not removed yet */
export async function listDeleted(database: Database): Promise<Meeting[]> {
  const meetings = await database.getAll("meetings");
  return meetings.filter(({ deletedAt }) => deletedAt !== undefined);
}

export const getMeeting = (database: Database, id: string): Promise<Meeting | undefined> =>
  database.get("meetings", id);

export async function addMeeting(database: Database, meeting: Meeting): Promise<void> {
  const transaction = handled(database.transaction(["meetings", ...MARKS], "readwrite"));
  await transaction.objectStore("meetings").add(meeting);
  await markChanged(transaction, meeting.id);
  await transaction.done;
}

/** Changes a stored meeting. @returns the changed meeting, or `null` if it no longer exists */
export async function updateMeeting(
  database: Database,
  id: string,
  change: (meeting: Meeting) => Meeting,
): Promise<Meeting | null> {
  const transaction = handled(database.transaction(["meetings", ...MARKS], "readwrite"));
  const meetings = transaction.objectStore("meetings");
  const meeting = await meetings.get(id);
  const changed = meeting ? change(meeting) : null;
  if (changed) await meetings.put(changed);
  if (meeting && changed) {
    if (changesSearch(meeting, changed)) await markChanged(transaction, id);
    else if (changed !== meeting) await markForDelivery(transaction, id);
  }
  await transaction.done;
  return changed;
}

const changesSearch = (before: Meeting, after: Meeting): boolean =>
  before.title !== after.title || before.deletedAt !== after.deletedAt;

/** Removes a meeting with its turns and notes. Its audio is not in the database. */
export async function removeMeeting(database: Database, id: string): Promise<void> {
  const transaction = handled(
    database.transaction(["meetings", "turns", "notes", "searchWords", ...MARKS], "readwrite"),
  );
  for (const name of ["turns", "notes"] as const) {
    const index = transaction.objectStore(name).index("time");
    for await (const cursor of index.iterate(ofMeeting(id))) await cursor.delete();
  }
  await transaction.objectStore("meetings").delete(id);
  await transaction.objectStore("searchWords").delete(id);
  await markChanged(transaction, id);
  await transaction.done;
}
