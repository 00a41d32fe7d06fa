/**
 * Takes a deleted meeting, or its deleted sound, off the disk. That it is to go is stored first: what is cut off here is
 * brought to its end by whoever tidies up next.
 */

import { withoutAudio } from "../../core/library/deletion.ts";
import type { Meeting } from "../../core/meeting.ts";
import { fail, ok, type Result } from "../../core/problem.ts";
import { getMeeting, removeMeeting, updateMeeting } from "./database/meeting-store.ts";
import type { Database } from "./database/open.ts";
import { holdMeeting } from "./locks.ts";
import { keepUsage } from "./removed-usage.ts";
import { removeAudio } from "./audio-file.ts";

/** Of a meeting that is marked as deleted: everything. While somebody is at work on it, nothing happens. */
export async function removeForGood(database: Database, meetingId: string): Promise<void> {
  const lock = await holdMeeting(meetingId);
  if (!lock) return;
  try {
    const meeting = await getMeeting(database, meetingId);
    if (meeting?.deletedAt === undefined) return;
    // Not after its record: sound that no meeting is known of is kept for ever, lest a lost database take it along.
    await removeAudio(meetingId);
    await removeMeeting(database, meetingId);
    await keepUsage(meeting, Date.now());
  } finally {
    lock.release();
  }
}

/** The text stays. Answers the meeting as it is stored now; null where it is gone. */
export async function deleteSound(
  database: Database,
  meetingId: string,
): Promise<Result<Meeting | null>> {
  const lock = await holdMeeting(meetingId);
  if (!lock) return fail("meeting-at-work");
  try {
    const changed = await updateMeeting(database, meetingId, (meeting) =>
      withoutAudio(meeting, Date.now()),
    );
    await removeAudio(meetingId);
    return ok(changed);
  } catch (error) {
    return fail("delete-failed", error instanceof DOMException ? error.name : String(error));
  } finally {
    lock.release();
  }
}
