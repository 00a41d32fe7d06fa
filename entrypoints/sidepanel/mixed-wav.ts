/**
 * The channels of a meeting as one WAV file. It is written to disk block by block, beside the recordings, because what a
 * download is made of must lie somewhere: memory does not grow with the meeting.
 */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../core/audio/format.ts";
import { mixBlocks } from "../../core/audio/mix.ts";
import { wavHeader } from "../../core/audio/wav.ts";
import { sampleCount } from "../shared/sound-file.ts";

const FOLDER = "exports";
const BLOCK_SAMPLES = 30 * SAMPLE_RATE;
/** A panel that is closed leaves its file behind; by then no download reads it any more. */
const LEFT_BEHIND_AFTER_MS = 3_600_000;

interface MixedWav {
  readonly file: File;
  /** Once the download has taken what it needs. */
  remove(): Promise<void>;
}

/**
 * @param sounds Headerless PCM of channels that begin together; a shorter one ends in silence.
 * @throws DOMException `QuotaExceededError` where the disk takes no more; then nothing stays of it.
 */
export async function mixedWav(sounds: readonly File[]): Promise<MixedWav> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  await removeLeftBehind(folder);
  const name = `${crypto.randomUUID()}.wav`;
  const handle = await folder.getFileHandle(name, { create: true });
  const remove = (): Promise<void> => folder.removeEntry(name);
  try {
    await writeMix(await handle.createWritable(), sounds);
  } catch (error) {
    await remove();
    throw error;
  }
  return { file: await handle.getFile(), remove };
}

async function writeMix(
  writable: FileSystemWritableFileStream,
  sounds: readonly File[],
): Promise<void> {
  const samples = Math.max(...sounds.map(sampleCount));
  await writable.write(wavHeader(samples));
  for (let from = 0; from < samples; from += BLOCK_SAMPLES) {
    const to = Math.min(from + BLOCK_SAMPLES, samples);
    const blocks = await Promise.all(sounds.map((sound) => blockOf(sound, from, to)));
    await writable.write(mixBlocks(blocks));
  }
  await writable.close();
}

async function blockOf(sound: File, from: number, to: number): Promise<Int16Array> {
  const end = Math.min(to, sampleCount(sound));
  const bytes = sound.slice(from * BYTES_PER_SAMPLE, Math.max(from, end) * BYTES_PER_SAMPLE);
  return new Int16Array(await bytes.arrayBuffer());
}

async function removeLeftBehind(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const [name, entry] of folder.entries()) {
    if (entry.kind !== "file") continue;
    const { lastModified } = await entry.getFile();
    if (Date.now() - lastModified > LEFT_BEHIND_AFTER_MS) await folder.removeEntry(name);
  }
}
