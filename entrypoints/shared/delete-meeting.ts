/**
 * Removes deleted meetings, and the deleted audio of meetings, from disk. The deletion is stored first, so a removal that was
 * interrupted is finished by the next `tidyUp`.
 */

import { withoutAudio } from "../../core/library/deletion.ts";
import type { Meeting } from "../../core/meeting.ts";
import { fail, ok, type Result } from "../../core/problem.ts";
import { removeAudio } from "./audio-file.ts";
import { getMeeting, removeMeeting, updateMeeting } from "./database/meeting-store.ts";
import type { Database } from "./database/open.ts";
import { unexpectedProblem } from "./errors.ts";
import { holdMeeting } from "./locks.ts";
import { keepUsage } from "./removed-usage.ts";

/** Removes a deleted meeting with its audio. Does nothing while another context works on it, or if it was restored. */
export async function removeForGood(database: Database, meetingId: string): Promise<void> {
  const lock = await holdMeeting(meetingId);
  if (!lock) return;
  try {
    const meeting = await getMeeting(database, meetingId);
    if (meeting?.deletedAt === undefined) return;
    // Audio first: orphaned audio is never deleted, so that the recordings survive if the database is lost.
    await removeAudio(meetingId);
    await removeMeeting(database, meetingId);
    await keepUsage(meeting, Date.now());
  } finally {
    lock.release();
  }
}

/**
 * Deletes the audio of a meeting and keeps its text.
 *
 * @returns the stored meeting, or `null` if it no longer exists; fails with "meeting-at-work" or "delete-failed"
 */
export async function deleteAudio(
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
    if (error instanceof DOMException) return fail("delete-failed", error.name);
    return { ok: false, problem: unexpectedProblem("deleting audio", error) };
  } finally {
    lock.release();
  }
}
