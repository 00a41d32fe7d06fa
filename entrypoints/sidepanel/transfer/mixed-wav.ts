/** The channels of a meeting as one WAV file, written to disk block by block: memory does not grow with the meeting. */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { mixBlocks } from "../../../core/audio/mix.ts";
import { WAV_HEADER_BYTES, wavHeader } from "../../../core/audio/wav.ts";
import { type ExportFile, writeExport } from "../../shared/export-folder.ts";
import { sampleCount } from "../../shared/audio-file.ts";

const BLOCK_SAMPLES = 30 * SAMPLE_RATE;

/**
 * @param sounds Headerless PCM of channels that begin together; a shorter one ends in silence.
 * @throws DOMException `QuotaExceededError` where the disk takes no more, `NotReadableError` or `NotFoundError` where a sound
 *   can't be read; then nothing stays of it.
 */
export const mixedWav = (sounds: readonly File[]): Promise<ExportFile> =>
  writeExport("wav", async (writable) => {
    for await (const block of mixedWavBlocks(sounds)) await writable.write(block);
  });

/** What all blocks of `mixedWavBlocks` add up to. */
export const mixedWavBytes = (sounds: readonly File[]): number =>
  WAV_HEADER_BYTES + mixedSamples(sounds) * BYTES_PER_SAMPLE;

/** The file from its first byte on, in blocks of some seconds. */
export async function* mixedWavBlocks(
  sounds: readonly File[],
): AsyncGenerator<Uint8Array<ArrayBuffer> | Int16Array<ArrayBuffer>> {
  const samples = mixedSamples(sounds);
  yield wavHeader(samples);
  for (let from = 0; from < samples; from += BLOCK_SAMPLES) {
    const to = Math.min(from + BLOCK_SAMPLES, samples);
    const blocks = await Promise.all(sounds.map((sound) => blockOf(sound, from, to)));
    const [only, ...others] = blocks;
    yield only && others.length === 0 ? only : mixBlocks(blocks);
  }
}

const mixedSamples = (sounds: readonly File[]): number => Math.max(...sounds.map(sampleCount));

async function blockOf(sound: File, from: number, to: number): Promise<Int16Array<ArrayBuffer>> {
  const end = Math.min(to, sampleCount(sound));
  const bytes = sound.slice(from * BYTES_PER_SAMPLE, Math.max(from, end) * BYTES_PER_SAMPLE);
  return new Int16Array(await bytes.arrayBuffer());
}
