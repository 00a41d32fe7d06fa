/**
 * Removes deleted meetings, and the deleted audio of meetings, from disk. The deletion is stored first, so a removal that was
 * interrupted is finished by the next `tidyUp`.
 */

import { withoutAudio } from "../../core/library/deletion.ts";
import type { Meeting, MeetingUsage } from "../../core/meeting.ts";
import { fail, ok, type Result } from "../../core/problem.ts";
import { removeAudio } from "./audio-file.ts";
import { getMeeting, removeMeeting, updateMeeting } from "./database/meeting-store.ts";
import type { Database } from "./database/open.ts";
import { unexpectedProblem } from "./errors.ts";
import { holdMeeting, isAudioRead } from "./locks.ts";
import { isSameMonth, NO_USAGE, withUsage } from "../../core/usage.ts";
import { storedItem } from "./stored-item.ts";

/**
 * Removes a deleted meeting with its audio. Does nothing while another context works on it or an export reads audio, or if it was
 * restored.
 */
export async function removeForGood(database: Database, meetingId: string): Promise<void> {
  if (await isAudioRead()) return;
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
 * Deletes the audio of a meeting and keeps its text. While an export reads audio, the next `tidyUp` removes it from disk.
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
    if (!(await isAudioRead())) await removeAudio(meetingId);
    return ok(changed);
  } catch (error) {
    if (error instanceof DOMException) return fail("delete-failed", error.name);
    return { ok: false, problem: unexpectedProblem("deleting audio", error) };
  } finally {
    lock.release();
  }
}

/** Usage of removed meetings in this month: deleting a meeting does not refund its cost. Only quantities are kept. */
interface RemovedUsage {
  /** Unix time in ms, within the month of the usage. */
  readonly at: number;
  readonly usage: MeetingUsage;
}

const item = storedItem<RemovedUsage>("local", "removedUsage", { at: 0, usage: NO_USAGE });

/** @param now Unix time in ms; its month is that of the local calendar */
export async function removedUsage(now: number): Promise<MeetingUsage> {
  const { at, usage } = await item.getValue();
  return isSameMonth(at, now) ? usage : NO_USAGE;
}

/** Adds the usage of a meeting under a lock, because panels and the service worker remove meetings. */
export async function keepUsage({ startedAt, usage }: Meeting, now: number): Promise<void> {
  if (!usage || !isSameMonth(startedAt, now)) return;
  await navigator.locks.request("earshot-removed-usage", async () =>
    item.setValue({ at: now, usage: withUsage(await removedUsage(now), usage) }),
  );
}
