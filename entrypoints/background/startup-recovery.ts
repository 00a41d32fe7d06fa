/** Startup recovery: what the service worker does about interrupted work and leftovers without an open panel. */

import { isTriedAgain, pendingOf } from "../../core/notes/pending.ts";
import { isConfigured } from "../../core/settings/settings.ts";
import { speechServiceFor } from "../../core/speech/chosen-service.ts";
import { audioFolders, hasAudio, removeAudio } from "../shared/audio-file.ts";
import { getMeeting, listDeleted, listMeetings } from "../shared/database/meeting-store.ts";
import { type Database, databaseProblem, withDatabase } from "../shared/database/open.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { sweepExports } from "../shared/export-folder.ts";
import { cutOffImports, removeImport } from "../shared/import-record.ts";
import { holdMeeting, idleMeetings } from "../shared/locks.ts";
import { recoverInterrupted, recoverNotes } from "../shared/recover.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { tidyUp } from "../shared/tidy-up.ts";
import { makeNote, transcribe } from "./offscreen-document.ts";

/** Marks interrupted recordings and notes, and removes leftovers of interrupted imports and exports. */
export async function recover(): Promise<void> {
  await sweepExports();
  // The panel shows the problem. The database of a newer Earshot is not touched.
  if (await databaseProblem()) return;
  await withDatabase(async (database) => {
    await recoverInterrupted(database);
    await recoverNotes(database);
    await sweepImports(database);
  });
}

/** Removes deleted meetings and those that the retention rule lets go. */
export async function tidyLibrary(): Promise<void> {
  if (await databaseProblem()) return;
  const { library } = await settingsItem.getValue();
  await withDatabase((database) => tidyUp(database, library));
}

/** Continues the transcriptions that were asked for and are incomplete. */
export async function finishTranscripts(): Promise<void> {
  const settings = await settingsItem.getValue();
  if (speechServiceFor(settings).needsToken && !isConfigured(settings)) return;
  if (await databaseProblem()) return;
  const meetings = await withDatabase(listMeetings);
  for (const { id, finishesByItself } of meetings) {
    if (finishesByItself !== true) continue;
    const begun = await transcribe(id, "offset");
    if (!begun.ok && begun.problem.reason !== "already-transcribing")
      reportUnexpected("finishing a transcript")(begun.problem.reason);
  }
}

/** Makes the notes that failed for a reason that passes. */
export async function retryNotes(): Promise<void> {
  if (!isConfigured(await settingsItem.getValue())) return;
  if (await databaseProblem()) return;
  const meetings = await withDatabase(listMeetings);
  for (const { id, owedNotes = [] } of meetings)
    for (const pending of owedNotes.filter(isTriedAgain)) {
      const asked = await makeNote({ meetingId: id, ...pendingOf(pending) });
      if (!asked.ok) reportUnexpected("making pending notes")(asked.problem.reason);
    }
}

/**
 * Removes what interrupted imports have left: of archives empty folders, because they write into files that stay empty until they
 * are complete; of media files the audio that nobody has gone on with for a week. Other folders with audio stay: if the database is
 * lost, the recordings survive.
 */
async function sweepImports(database: Database): Promise<void> {
  const { kept, over } = await cutOffImports();
  const overdue = new Set(over.map(({ meetingId }) => meetingId));
  const listed = [...(await listMeetings(database)), ...(await listDeleted(database))];
  const known = new Set([...listed.map(({ id }) => id), ...kept]);
  const unknown = (await audioFolders()).filter((id) => !known.has(id));
  for (const id of await idleMeetings(unknown)) {
    const lock = await holdMeeting(id);
    if (!lock) continue;
    try {
      const isMeeting = (await getMeeting(database, id)) !== undefined;
      if (!isMeeting && (overdue.has(id) || !(await hasAudio(id)))) await removeAudio(id);
    } finally {
      lock.release();
    }
  }
  for (const { key } of over) await removeImport(key);
}
