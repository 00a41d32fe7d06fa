/**
 * Makes a meeting of a sound file. Its sound lies on disk exactly as a recorded one does, nothing of it transcribed yet: from
 * there on an imported meeting is like any other.
 */

import { samplesToMs } from "../../../core/audio/format.ts";
import { toInt16 } from "../../../core/audio/pcm.ts";
import { isWav, parseWavHead, WAV_HEAD_BYTES } from "../../../core/audio/wav-file.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { addMeeting } from "../../shared/database/meeting-store.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { holdMeeting } from "../../shared/locks.ts";
import { removeAudio, audioFileHandle } from "../../shared/audio-file.ts";
import { diskProblem, type ImportOptions } from "./import-options.ts";
import { decodeAudio, type ForeignAudio, wavAudio } from "./foreign-audio.ts";

/**
 * The meeting is in the database once all its sound is on disk, and not before: on failure and on cancel everything is as
 * it was. A WAV file may be of any length and takes some MB of memory; for others see `decodeAudio`.
 * @returns Failures are "imported-file-refused" and "import-disk-failed".
 * @throws The signal's reason when it aborts.
 */
export async function importAudio(
  file: File,
  options: ImportOptions,
): Promise<Result<{ readonly meetingId: string }>> {
  const { database, signal } = options;
  try {
    const sound = await unlessAborted(audioIn(file), signal);
    if (!sound.ok) return sound;
    if (sound.value.samples === 0) return fail("imported-file-refused", "There is no sound in it.");
    const meeting = importedMeeting(file, sound.value.samples);
    const lock = await holdMeeting(meeting.id, signal);
    if (!lock) throw signal.reason;
    try {
      await writeAudio(meeting.id, sound.value, options);
      await addMeeting(database, meeting);
    } catch (error) {
      await removeAudio(meeting.id).catch(reportUnexpected("removing a half imported sound"));
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

/** A WAV file of a kind that is not read here (A-law, MP3 …) is tried with what Chrome can decode, like any other file. */
async function audioIn(file: File): Promise<Result<ForeignAudio>> {
  const head = new Uint8Array(await file.slice(0, WAV_HEAD_BYTES).arrayBuffer());
  const format = parseWavHead(head);
  if (format.ok) return ok(wavAudio(file, format.value));
  const decoded = await decodeAudio(file);
  return decoded.ok || !isWav(head) ? decoded : format;
}

const importedMeeting = (file: File, samples: number): Meeting => ({
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
  sound: ForeignAudio,
  { onProgress, signal }: ImportOptions,
): Promise<void> {
  const handle = await audioFileHandle(meetingId, "tab", { create: true });
  const writable = await handle.createWritable();
  try {
    let written = 0;
    for await (const block of sound.blocks()) {
      signal.throwIfAborted();
      await writable.write(pcmOf(block));
      written += block.length;
      onProgress(written / sound.samples);
    }
    signal.throwIfAborted();
    await writable.close();
  } catch (error) {
    // Lets go of the file, so that it can be removed.
    await writable.abort().catch(reportUnexpected("letting go of a half imported sound"));
    throw error;
  }
}

function pcmOf(block: Float32Array): Int16Array<ArrayBuffer> {
  const pcm = new Int16Array(block.length);
  for (let i = 0; i < block.length; i++) pcm[i] = toInt16(block[i] ?? 0);
  return pcm;
}

/** What can't be stopped (decoding) is at least not waited for. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([work, aborted.promise]).finally(() =>
    signal.removeEventListener("abort", onAbort),
  );
}

/** @throws What is no failure of a disk or a file. */
const problemOf = (error: unknown): Result<never> =>
  error instanceof DOMException && error.name === "EncodingError"
    ? fail("imported-file-refused", "Chrome can’t change its sample rate.")
    : diskProblem(error, "imported-file-refused");
