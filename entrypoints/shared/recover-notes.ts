/** Finds the notes that were being made when Earshot was closed, and says so of them. Whether to make them, a person decides. */

import { isBeingMade, withInterrupted } from "../../core/notes/pending.ts";
import { listMeetings, updateMeeting } from "./database/meeting-store.ts";
import type { Database } from "./database/open.ts";
import { withoutNoteMaker } from "./locks.ts";

export async function recoverNotes(database: Database): Promise<void> {
  const meetings = await listMeetings(database);
  const owing = meetings.filter(({ owedNotes }) => owedNotes?.some(isBeingMade));
  const left = await withoutNoteMaker(owing.map(({ id }) => id));
  await Promise.all(left.map((id) => updateMeeting(database, id, withInterrupted)));
}
