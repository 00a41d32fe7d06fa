/**
 * Keeping house, by the service worker when it starts and after each meeting, and by a panel when it opens: meetings go whose
 * time is over by the person's rule, and what is deleted goes for good. May be done twice at once.
 */

import { isOverdue, withDeletion } from "../../core/library/deletion.ts";
import { dueMeetings, isOlderThan } from "../../core/library/retention.ts";
import { mayBeBehind, untranscribedMs } from "../../core/recording/transcription-lag.ts";
import type { Meeting } from "../../core/meeting.ts";
import type { LibrarySettings } from "../../core/settings/settings.ts";
import { listDeleted, listMeetings, updateMeeting } from "./database/meeting-store.ts";
import type { Database } from "./database/open.ts";
import { deleteSound, removeForGood } from "./delete-meeting.ts";
import { forgetWords } from "./forget-words.ts";
import { idleMeetings, isUndoOffered } from "./locks.ts";
import { reportUnexpected } from "./errors.ts";
import { recordedChannels, removeAudio, audioFolders } from "./audio-file.ts";
import { announceOnce } from "./live-channel.ts";

export async function tidyUp(database: Database, rule: LibrarySettings): Promise<void> {
  const due = await dueNow(database, rule);
  const release = rule.retention === "everything" ? markDeleted : dropAudio;
  for (const { id } of due)
    await release(database, id).catch(reportUnexpected("deleting by the rule"));
  const isGoing = new Set(rule.retention === "everything" ? due.map(({ id }) => id) : []);
  await finishDeletions(database, isGoing);
}

/** The meetings that the rule lets go now. One that somebody is at work on comes later. */
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

/** How far its transcript is behind its sound; of most meetings the disk need not be asked. */
export const lagMs = async (meeting: Meeting): Promise<number> =>
  mayBeBehind(meeting) ? untranscribedMs(await recordedChannels(meeting)) : 0;

async function markDeleted(database: Database, id: string): Promise<void> {
  const meeting = await updateMeeting(database, id, (now) => withDeletion(now, Date.now()));
  if (meeting) announceOnce({ type: "meeting", meeting });
}

async function dropAudio(database: Database, id: string): Promise<void> {
  const deleted = await deleteSound(database, id);
  if (!deleted.ok) return reportUnexpected("deleting old sound")(deleted.problem.reason);
  if (deleted.value) announceOnce({ type: "meeting", meeting: deleted.value });
}

/**
 * What a panel that was closed, or a thread that was at work, has left of deleted meetings and of deleted sound.
 * @param byRule ids of those that nobody was offered back
 */
async function finishDeletions(database: Database, byRule: ReadonlySet<string>): Promise<void> {
  const isOffered = await isUndoOffered();
  const isOver = (each: Meeting): boolean =>
    byRule.has(each.id) || (!isOffered && isOverdue(each, Date.now()));
  const over = (await listDeleted(database)).filter(isOver);
  const ids = await idleMeetings(over.map(({ id }) => id));
  if (ids.length > 0) await forgetWords(ids).catch(reportUnexpected("forgetting words"));
  for (const id of ids)
    await removeForGood(database, id).catch(reportUnexpected("removing a deleted meeting"));
  const textOnly = (await listMeetings(database)).filter(
    ({ soundDeletedAt }) => soundDeletedAt !== undefined,
  );
  const folders = new Set(textOnly.length > 0 ? await audioFolders() : []);
  for (const { id } of textOnly)
    if (folders.has(id)) await removeAudio(id).catch(reportUnexpected("removing deleted sound"));
}
