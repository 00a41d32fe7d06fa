/**
 * Removes deleted meetings and applies the retention rule. The service worker does so when it starts and after each meeting, a
 * panel when it opens; two contexts may do so at once.
 */

import { isOverdue, withDeletion } from "../../core/library/deletion.ts";
import { dueMeetings, isOlderThan } from "../../core/library/retention.ts";
import type { Meeting } from "../../core/meeting.ts";
import { mayBeBehind, untranscribedMs } from "../../core/recording/transcription-lag.ts";
import type { LibrarySettings } from "../../core/settings/settings.ts";
import { audioFolders, recordedChannels, removeAudio } from "./audio-file.ts";
import { listDeleted, listMeetings, updateMeeting } from "./database/meeting-store.ts";
import type { Database } from "./database/open.ts";
import { deleteAudio, removeForGood } from "./delete-meeting.ts";
import { reportUnexpected } from "./errors.ts";
import { announceOnce } from "./live-channel.ts";
import { idleMeetings, isAudioRead, isUndoOffered } from "./locks.ts";
import { forgetWords } from "./search-index-file.ts";

export async function tidyUp(database: Database, rule: LibrarySettings): Promise<void> {
  const due = await dueNow(database, rule);
  const release = rule.retention === "everything" ? markDeleted : releaseAudio;
  for (const { id } of due)
    await release(database, id).catch(reportUnexpected("applying the retention rule"));
  const markedNow = new Set(rule.retention === "everything" ? due.map(({ id }) => id) : []);
  await finishDeletions(database, markedNow);
}

/** @returns idle meetings that the retention rule lets go now */
export async function dueNow(
  database: Database,
  rule: LibrarySettings,
): Promise<readonly Meeting[]> {
  if (rule.retention === "never") return [];
  const now = Date.now();
  const old = (await listMeetings(database)).filter((meeting) =>
    isOlderThan(meeting, rule.retentionDays, now),
  );
  const idle = new Set(await idleMeetings(old.map(({ id }) => id)));
  const kept = old
    .filter(({ id }) => idle.has(id))
    .map(async (meeting) => ({ meeting, lagMs: await lagMs(meeting) }));
  return dueMeetings(await Promise.all(kept), rule, now);
}

/** @returns how far the transcript is behind the audio in ms; reads the disk only for meetings that may be behind */
export const lagMs = async (meeting: Meeting): Promise<number> =>
  mayBeBehind(meeting) ? untranscribedMs(await recordedChannels(meeting)) : 0;

async function markDeleted(database: Database, id: string): Promise<void> {
  const meeting = await updateMeeting(database, id, (now) => withDeletion(now, Date.now()));
  if (meeting) announceOnce({ type: "meeting", meeting });
}

async function releaseAudio(database: Database, id: string): Promise<void> {
  const deleted = await deleteAudio(database, id);
  if (!deleted.ok) return reportUnexpected("deleting old audio")(deleted.problem.reason);
  if (deleted.value) announceOnce({ type: "meeting", meeting: deleted.value });
}

/**
 * Removes deleted meetings and deleted audio that a closed panel or a busy thread has left.
 *
 * @param markedNow ids that the retention rule has just marked: no panel offers to restore them
 */
async function finishDeletions(database: Database, markedNow: ReadonlySet<string>): Promise<void> {
  const isOffered = await isUndoOffered();
  const isOver = (meeting: Meeting): boolean =>
    markedNow.has(meeting.id) || (!isOffered && isOverdue(meeting, Date.now()));
  const over = (await listDeleted(database)).filter(isOver);
  const ids = await idleMeetings(over.map(({ id }) => id));
  if (ids.length > 0) await forgetWords(ids).catch(reportUnexpected("updating the search index"));
  for (const id of ids)
    await removeForGood(database, id).catch(reportUnexpected("removing a deleted meeting"));
  if (await isAudioRead()) return;
  const textOnly = (await listMeetings(database)).filter(
    ({ soundDeletedAt }) => soundDeletedAt !== undefined,
  );
  const folders = new Set(textOnly.length > 0 ? await audioFolders() : []);
  for (const { id } of textOnly)
    if (folders.has(id)) await removeAudio(id).catch(reportUnexpected("removing deleted audio"));
}
