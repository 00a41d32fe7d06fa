/** What the database says of meetings whose words the index has still to take in, and what those words are. */

import type { MeetingContent } from "../../../core/meeting.ts";
import { type Database, markForSearch } from "../../shared/database/open.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";

/** By meeting: another value for every change. */
export type DueMarks = ReadonlyMap<string, string>;

/** The newest meeting first; those that are gone come before all. */
export async function listDue(database: Database): Promise<DueMarks> {
  const transaction = database.transaction(["meetings", "searchDue"]);
  const due = transaction.objectStore("searchDue");
  const [ids, marks, oldestFirst] = await Promise.all([
    due.getAllKeys(),
    due.getAll(),
    transaction.objectStore("meetings").index("startedAt").getAllKeys(),
  ]);
  const age = new Map(oldestFirst.toReversed().map((id, index) => [id, index]));
  const pairs = ids.map((id, index) => [id, marks[index] ?? ""] as const);
  return new Map(pairs.toSorted(([a], [b]) => (age.get(a) ?? -1) - (age.get(b) ?? -1)));
}

/** For an index that is to be made anew. A mark that is there stays as it is. */
export async function markAllDue(database: Database): Promise<void> {
  const transaction = database.transaction(["meetings", "searchDue"], "readwrite");
  const due = transaction.objectStore("searchDue");
  const marked = new Set(await due.getAllKeys());
  for (const id of await transaction.objectStore("meetings").getAllKeys())
    if (!marked.has(id)) await markForSearch(due, id);
  await transaction.done;
}

/** Only those that have not changed again. */
export async function removeDue(database: Database, taken: DueMarks): Promise<void> {
  const { store, done } = database.transaction("searchDue", "readwrite");
  for (const [id, mark] of taken) if ((await store.get(id)) === mark) await store.delete(id);
  await done;
}

/** At one moment; null where the meeting is gone or deleted. */
export async function readContent(
  database: Database,
  meetingId: string,
): Promise<MeetingContent | null> {
  const content = await readWhole(database, meetingId);
  return content?.meeting.deletedAt === undefined ? content : null;
}
