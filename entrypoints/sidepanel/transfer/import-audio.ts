/**
 * Imports an audio or video file as a meeting. Its audio is stored like a recording and nothing of it is transcribed yet, so an
 * imported meeting is treated like any other.
 */

import { i18n } from "#i18n";
import { samplesToMs } from "../../../core/audio/format.ts";
import { titleOf } from "../../../core/media/file-name.ts";
import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import { ok, type Result } from "../../../core/problem.ts";
import type { ImportedAudio } from "../../../core/protocol/import.ts";
import { removeAudio } from "../../shared/audio-file.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { addWhole } from "../../shared/database/whole-meeting.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { importKey, readImport, removeImport } from "../../shared/import-record.ts";
import { holdMeeting } from "../../shared/locks.ts";
import { inStore } from "../../shared/storage-problem.ts";
import { importProblem, type ImportOptions } from "./import-options.ts";
import { decodeInThread } from "./import-thread.ts";

/** @returns and throws what `importAudioOf` does */
export const importAudio = (
  file: File,
  options: ImportOptions,
): Promise<Result<{ readonly meetingId: string }>> =>
  importAudioOf((id, audio) => importedMeeting(id, file, audio), file, options);

/**
 * Adds the meeting to the database once all its audio is on disk: a failure or a cancelled import leaves nothing behind. An import
 * that was cut off, because the panel or Chrome closed, goes on if the same file is imported again.
 * @param contentOf the meeting with this id and audio
 * @returns failures are those of the file ("imported-…"), of disk and database
 * @throws the signal's reason when it aborts
 */
export async function importAudioOf(
  contentOf: (id: string, audio: ImportedAudio) => MeetingContent,
  file: File,
  options: ImportOptions,
): Promise<Result<{ readonly meetingId: string }>> {
  const { database, signal } = options;
  signal.throwIfAborted();
  try {
    const place = await placeFor(file, database);
    if (typeof place === "string") return ok({ meetingId: place });
    const { meetingId, key, release } = place;
    try {
      const audio = await decodeInThread({ file, meetingId, key }, options);
      signal.throwIfAborted();
      if (audio.ok)
        await inStore("database", addWhole(database, contentOf(meetingId, audio.value)));
      else await removeAudio(meetingId);
      if (key !== null) await removeImport(key);
      return audio.ok ? ok({ meetingId }) : audio;
    } catch (error) {
      await removeAudio(meetingId).catch(reportUnexpected("removing half imported audio"));
      if (key !== null) await removeImport(key);
      throw error;
    } finally {
      release();
    }
  } catch (error) {
    signal.throwIfAborted();
    return importProblem(error, "imported-file-refused");
  }
}

interface Place {
  readonly meetingId: string;
  /** Under which the progress is stored; `null`: another window imports the same file. */
  readonly key: string | null;
  release(): void;
}

/** @returns the place of an import that was cut off, or a new one; the id of a meeting if only its record was left */
async function placeFor(file: File, database: Database): Promise<Place | string> {
  const key = await importKey(file);
  const record = await readImport(key);
  if (record && (await inStore("database", getMeeting(database, record.meetingId)))) {
    await removeImport(key);
    return record.meetingId;
  }
  const before = record && (await hold(record.meetingId));
  if (before) return { ...before, key };
  const place = await hold(crypto.randomUUID());
  if (!place) throw new Error("A new meeting is held already.");
  return { ...place, key: record ? null : key };
}

async function hold(meetingId: string): Promise<Omit<Place, "key"> | null> {
  const lock = await holdMeeting(meetingId);
  return lock && { meetingId, release: lock.release };
}

const importedMeeting = (id: string, file: File, audio: ImportedAudio): MeetingContent => ({
  meeting: meetingOf(id, file, audio),
  turns: [],
  notes: [],
});

const meetingOf = (
  id: string,
  file: File,
  { samples, channels, startedAt }: ImportedAudio,
): Meeting => ({
  id,
  title: titleOf(file.name),
  pageUrl: null,
  startedAt,
  importedAt: Date.now(),
  durationMs: samplesToMs(samples),
  state: "saved",
  channels: channels.map((name) => ({ name, transcribedSamples: 0 })),
  // Nobody knows which of both sides the user is, if any.
  ...(channels.length > 1 && {
    names: { tab: i18n.t("transfer.firstSide"), mic: i18n.t("transfer.secondSide") },
  }),
  problem: null,
});
