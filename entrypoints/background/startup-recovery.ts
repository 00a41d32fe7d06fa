/** What an earlier run of the browser left behind, looked after without anybody opening the panel. */

import { isConfigured } from "../../core/settings/settings.ts";
import { getMeeting, listDeleted, listMeetings } from "../shared/database/meeting-store.ts";
import { type Database, databaseProblem, openDatabase } from "../shared/database/open.ts";
import { sweepExports } from "../shared/export-folder.ts";
import { holdMeeting, idleMeetings } from "../shared/locks.ts";
import { recoverInterrupted } from "../shared/recover.ts";
import { recoverNotes } from "../shared/recover-notes.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { hasAudio, removeAudio, audioFolders } from "../shared/audio-file.ts";
import { tidyUp } from "../shared/tidy-up.ts";
import { transcribe } from "./transcribe.ts";

/** Marks recordings and notes that were cut off, and removes what imports and exports that were cut off have left. */
export async function recover(): Promise<void> {
  await sweepExports();
  // The panel says so; what a newer Earshot has stored is not for this one to look after.
  if (await databaseProblem()) return;
  await inDatabase(async (database) => {
    await recoverInterrupted(database);
    await recoverNotes(database);
    await sweepImports(database);
  });
}

/** Keeps house: what is deleted, and what is older than the person wants to keep. */
export async function tidyLibrary(): Promise<void> {
  if (await databaseProblem()) return;
  const { library } = await settingsItem.getValue();
  await inDatabase((database) => tidyUp(database, library));
}

/** Goes on with the transcripts that were asked for and are not complete. */
export async function finishTranscripts(): Promise<void> {
  if (!isConfigured(await settingsItem.getValue())) return;
  if (await databaseProblem()) return;
  const meetings = await inDatabase(listMeetings);
  for (const { id, finishesByItself } of meetings) {
    if (finishesByItself !== true) continue;
    const begun = await transcribe(id, "offset");
    // Where another thread is at work on it, all is well.
    if (!begun.ok && begun.problem.reason !== "already-transcribing")
      reportUnexpected("finishing a transcript")(begun.problem.reason);
  }
}

/**
 * An import's file is empty until all its sound is there, and its meeting is stored after that. A folder that holds sound is
 * never removed, whatever the database says: should that be lost, the sound must not go with it.
 */
async function sweepImports(database: Database): Promise<void> {
  const listed = [...(await listMeetings(database)), ...(await listDeleted(database))];
  const known = new Set(listed.map(({ id }) => id));
  const unknown = (await audioFolders()).filter((id) => !known.has(id));
  for (const id of await idleMeetings(unknown)) {
    const lock = await holdMeeting(id);
    if (!lock) continue;
    try {
      const isMeeting = (await getMeeting(database, id)) !== undefined;
      if (!isMeeting && !(await hasAudio(id))) await removeAudio(id);
    } finally {
      lock.release();
    }
  }
}

async function inDatabase<T>(act: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase();
  try {
    return await act(database);
  } finally {
    database.close();
  }
}
