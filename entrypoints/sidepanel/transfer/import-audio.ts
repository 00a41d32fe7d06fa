/**
 * Imports an audio file as a meeting. Its audio is stored like a recording and nothing of it is transcribed yet, so an imported
 * meeting is treated like any other.
 */

import { samplesToMs } from "../../../core/audio/format.ts";
import { toInt16 } from "../../../core/audio/pcm.ts";
import type { Meeting, MeetingContent } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { addWhole } from "../../shared/database/whole-meeting.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { holdMeeting } from "../../shared/locks.ts";
import { removeAudio, audioFileHandle } from "../../shared/audio-file.ts";
import { inStore } from "../../shared/storage-problem.ts";
import { importProblem, type ImportOptions } from "./import-options.ts";
import { type ForeignAudio, readForeignAudio } from "./foreign-audio.ts";

/** @returns and throws what `importAudioOf` does */
export const importAudio = (
  file: File,
  options: ImportOptions,
): Promise<Result<{ readonly meetingId: string }>> =>
  importAudioOf((samples) => importedMeeting(file, samples), file, options);

/**
 * Adds the meeting to the database once all its audio is on disk: a failure or a cancelled import leaves nothing behind. A WAV file
 * of any length takes some MB of memory; for other formats see `readForeignAudio`.
 * @param contentOf the meeting, which has one channel, by the length of its audio
 * @returns failures are "imported-file-refused" and those of disk and database
 * @throws the signal's reason when it aborts
 */
export async function importAudioOf(
  contentOf: (samples: number) => MeetingContent,
  file: File,
  options: ImportOptions,
): Promise<Result<{ readonly meetingId: string }>> {
  const { database, signal } = options;
  try {
    const audio = await unlessAborted(readForeignAudio(file), signal);
    if (!audio.ok) return audio;
    if (audio.value.samples === 0) return fail("imported-file-refused", "There is no sound in it.");
    const content = contentOf(audio.value.samples);
    const { meeting } = content;
    const lock = await holdMeeting(meeting.id, signal);
    if (!lock) throw signal.reason;
    try {
      await writeAudio(meeting.id, audio.value, options);
      await inStore("database", addWhole(database, content));
    } catch (error) {
      await removeAudio(meeting.id).catch(reportUnexpected("removing half imported audio"));
      throw error;
    } finally {
      lock.release();
    }
    return ok({ meetingId: meeting.id });
  } catch (error) {
    signal.throwIfAborted();
    return problemOf(error);
  }
}

const importedMeeting = (file: File, samples: number): MeetingContent => ({
  meeting: meetingOf(file, samples),
  turns: [],
  notes: [],
});

const meetingOf = (file: File, samples: number): Meeting => ({
  id: crypto.randomUUID(),
  title: file.name.replace(/(?<=.)\.[^.]*$/, ""),
  pageUrl: null,
  startedAt: file.lastModified,
  importedAt: Date.now(),
  durationMs: samplesToMs(samples),
  state: "saved",
  channels: [{ name: "tab", transcribedSamples: 0 }],
  problem: null,
});

async function writeAudio(
  meetingId: string,
  audio: ForeignAudio,
  { onProgress, signal }: ImportOptions,
): Promise<void> {
  const handle = await audioFileHandle(meetingId, "tab", { create: true });
  const writable = await handle.createWritable();
  try {
    let written = 0;
    for await (const block of audio.blocks()) {
      signal.throwIfAborted();
      await writable.write(pcmOf(block));
      written += block.length;
      onProgress(written / audio.samples);
    }
    signal.throwIfAborted();
    await writable.close();
  } catch (error) {
    // Releases the file, so that it can be removed.
    await writable.abort().catch(reportUnexpected("releasing half imported audio"));
    throw error;
  }
}

function pcmOf(block: Float32Array): Int16Array<ArrayBuffer> {
  const pcm = new Int16Array(block.length);
  for (let i = 0; i < block.length; i++) pcm[i] = toInt16(block[i] ?? 0);
  return pcm;
}

/** Stops waiting for work that cannot be stopped, such as decoding. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([work, aborted.promise]).finally(() =>
    signal.removeEventListener("abort", onAbort),
  );
}

/** @throws any error that is not a failure of file, disk or database */
const problemOf = (error: unknown): Result<never> =>
  error instanceof DOMException && error.name === "EncodingError"
    ? fail("imported-file-refused", "Chrome can’t change its sample rate.")
    : importProblem(error, "imported-file-refused");
