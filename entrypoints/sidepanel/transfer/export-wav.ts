/** The sound of a meeting as a WAV file, which goes from disk to the download without ever being in memory as a whole. */

import { channelNames } from "../../../components/words/speaker-names.ts";
import { BYTES_PER_SAMPLE } from "../../../core/audio/format.ts";
import { wavHeader } from "../../../core/audio/wav.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import { sampleCount, audioOf } from "../../shared/audio-file.ts";
import type { ExportedFile } from "./download-file.ts";
import { mixedWav } from "./mixed-wav.ts";

/**
 * @param channel Null: all there are, mixed to one sound to listen to
 * @returns Failures are "export-disk-full" and "export-failed"; nothing stays on disk of them.
 */
export async function wavOf(
  meeting: Meeting,
  channel: ChannelName | null,
): Promise<Result<ExportedFile>> {
  const { title, startedAt } = meeting;
  const part = channel === null ? "" : channelNames(meeting.names)[channel];
  const name = exportFileName(title, startedAt, "wav", { part });
  try {
    const sounds = await soundsOf(meeting, channel);
    const [only] = sounds;
    if (!only) return fail("export-failed");
    if (sounds.length === 1) return ok({ blob: await wavBlob(only), name });
    const { file, remove } = await mixedWav(sounds);
    return ok({ blob: file, name, release: remove });
  } catch (error) {
    return problemOf(error);
  }
}

async function soundsOf(
  { id, channels }: Meeting,
  wanted: ChannelName | null,
): Promise<readonly File[]> {
  const names = channels.map(({ name }) => name).filter((name) => (wanted ?? name) === name);
  const files = await Promise.all(names.map((name) => audioOf(id, name)));
  return files.flatMap((file) => (file && sampleCount(file) > 0 ? [file] : []));
}

/**
 * Header and file side by side.
 * @throws DOMException `NotReadableError` or `NotFoundError` where the file can't be read: a download would only fail.
 */
async function wavBlob(sound: File): Promise<Blob> {
  const samples = sampleCount(sound);
  const pcm = sound.slice(0, samples * BYTES_PER_SAMPLE);
  await pcm.slice(-BYTES_PER_SAMPLE).arrayBuffer();
  return new Blob([wavHeader(samples), pcm], { type: "audio/wav" });
}

/** @throws What is no failure of a disk or a file. */
function problemOf(error: unknown): Result<never> {
  if (!(error instanceof DOMException)) throw error;
  return error.name === "QuotaExceededError"
    ? fail("export-disk-full")
    : fail("export-failed", error.name);
}
