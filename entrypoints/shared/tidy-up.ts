/**
 * Keeping house, by the service worker when it starts and after each meeting, and by a panel when it opens: meetings go whose
 * time is over by the person's rule, and what is deleted goes for good. May be done twice at once.
 */

import { isOverdue, withDeletion } from "../../core/library/deletion.ts";
import { dueMeetings, isOlderThan } from "../../core/library/retention.ts";
import { mayBeBehind, untranscribedMs } from "../../core/ledger.ts";
import type { Meeting } from "../../core/meeting.ts";
import type { LibrarySettings } from "../../core/settings.ts";
import { listDeleted, listMeetings, updateMeeting } from "./database/meetings.ts";
import type { Database } from "./database/open.ts";
import { deleteSound, removeForGood } from "./delete-meeting.ts";
import { idleMeetings } from "./recording-lock.ts";
import { reportSurprise } from "./report-surprise.ts";
import { recordedChannels, removeSound, soundFolders } from "./sound-file.ts";
import { tellPanels } from "./tell-panels.ts";
import { isUndoOffered } from "./undo-lock.ts";

export async function tidyUp(database: Database, rule: LibrarySettings): Promise<void> {
  for (const meeting of await dueNow(database, rule))
    await letGo(database, meeting, rule).catch(reportSurprise("deleting by the rule"));
  await finishDeletions(database);
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
    .map(async (meeting) => ({ meeting, behindMs: await behindMs(meeting) }));
  return dueMeetings(await Promise.all(kept), rule, now);
}

/** How far its transcript is behind its sound; of most meetings the disk need not be asked. */
export const behindMs = async (meeting: Meeting): Promise<number> =>
  mayBeBehind(meeting) ? untranscribedMs(await recordedChannels(meeting)) : 0;

async function letGo(
  database: Database,
  { id }: Meeting,
  { retention }: LibrarySettings,
): Promise<void> {
  if (retention === "everything") {
    const meeting = await updateMeeting(database, id, (now) => withDeletion(now, Date.now()));
    if (meeting) tellPanels({ type: "meeting", meeting });
    return removeForGood(database, id);
  }
  const deleted = await deleteSound(database, id);
  if (!deleted.ok) return reportSurprise("deleting old sound")(deleted.problem.reason);
  if (deleted.value) tellPanels({ type: "meeting", meeting: deleted.value });
}

/** What a panel that was closed, or a thread that was at work, has left of deleted meetings and of deleted sound. */
async function finishDeletions(database: Database): Promise<void> {
  if (!(await isUndoOffered())) {
    const overdue = (await listDeleted(database)).filter((each) => isOverdue(each, Date.now()));
    for (const id of await idleMeetings(overdue.map(({ id }) => id)))
      await removeForGood(database, id).catch(reportSurprise("removing a deleted meeting"));
  }
  const textOnly = (await listMeetings(database)).filter(
    ({ soundDeletedAt }) => soundDeletedAt !== undefined,
  );
  const folders = new Set(textOnly.length > 0 ? await soundFolders() : []);
  for (const { id } of textOnly)
    if (folders.has(id)) await removeSound(id).catch(reportSurprise("removing deleted sound"));
}
