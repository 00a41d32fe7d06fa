/** The meetings in the database that the search index has not taken in yet, and their content. */

import type { MeetingContent } from "../../../core/meeting.ts";
import { type Database, markForSearch } from "../../shared/database/open.ts";
import { readWhole } from "../../shared/database/whole-meeting.ts";
import { handled } from "../../shared/handled-transaction.ts";

/** By meeting. Each change of a meeting sets another mark. */
export type DueMarks = ReadonlyMap<string, string>;

/** Newest meeting first, after meetings that were removed. */
export async function listDue(database: Database): Promise<DueMarks> {
  const transaction = handled(database.transaction(["meetings", "searchDue"]));
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

/** Marks all meetings, for an index that is built again. Present marks stay. */
export async function markAllDue(database: Database): Promise<void> {
  const transaction = handled(database.transaction(["meetings", "searchDue"], "readwrite"));
  const due = transaction.objectStore("searchDue");
  const marked = new Set(await due.getAllKeys());
  for (const id of await transaction.objectStore("meetings").getAllKeys())
    if (!marked.has(id)) await markForSearch(due, id);
  await transaction.done;
}

/** Keeps the marks of meetings that have changed again. */
export async function removeDue(database: Database, taken: DueMarks): Promise<void> {
  const { store, done } = handled(database.transaction("searchDue", "readwrite"));
  for (const [id, mark] of taken) if ((await store.get(id)) === mark) await store.delete(id);
  await done;
}

/** Reads a meeting in one transaction. @returns `null` if it is removed or deleted */
export async function readContent(
  database: Database,
  meetingId: string,
): Promise<MeetingContent | null> {
  const content = await readWhole(database, meetingId);
  return content?.meeting.deletedAt === undefined ? content : null;
}
