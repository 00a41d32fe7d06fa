/** A WAV file of any length as sound at `SAMPLE_RATE`, read block by block: memory does not grow with the file. */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { bytesPerFrame, type WavFormat, wavFrames } from "../../../core/audio/wav-file.ts";
import { decodeWavBlock } from "../../../core/audio/wav-samples.ts";
import type { ForeignAudio } from "./foreign-audio.ts";
import { resample } from "./resample.ts";

/**
 * Blocks begin at whole seconds, where a sample of the file and one of the result coincide at every rate: no drift, however
 * long the file.
 */
const BLOCK_SECONDS = 20;
/** Read on both sides of a block, resampled with it and dropped: what the resampler does at an edge is never heard. */
const OVERLAP_SECONDS = 1;
/** Of the file at a time: a second of 64 channels can be 200 MB. */
const PIECE_BYTES = 4 << 20;

export function wavAudio(file: Blob, format: WavFormat): ForeignAudio {
  const frames = wavFrames(format, file.size);
  const samples = Math.round((frames * SAMPLE_RATE) / format.sampleRate);
  return { samples, blocks: () => blocksOf(file, format, frames, samples) };
}

async function* blocksOf(file: Blob, format: WavFormat, frames: number, samples: number) {
  const { sampleRate } = format;
  const overlap = sampleRate === SAMPLE_RATE ? 0 : OVERLAP_SECONDS;
  const endSecond = Math.ceil(frames / sampleRate);
  for (let second = 0; second * SAMPLE_RATE < samples; second += BLOCK_SECONDS) {
    const from = (second - overlap) * sampleRate;
    const to = (Math.min(second + BLOCK_SECONDS, endSecond) + overlap) * sampleRate;
    const window = await readMono(file, format, { from, to, frames });
    const sound = sampleRate === SAMPLE_RATE ? window : await resample(window, sampleRate);
    const length = Math.min(BLOCK_SECONDS * SAMPLE_RATE, samples - second * SAMPLE_RATE);
    yield sound.subarray(overlap * SAMPLE_RATE, overlap * SAMPLE_RATE + length);
  }
}

/** In frames; what lies before 0 or from `frames` on is silence. */
interface Window {
  readonly from: number;
  readonly to: number;
  readonly frames: number;
}

async function readMono(file: Blob, format: WavFormat, { from, to, frames }: Window) {
  const mono = new Float32Array(to - from);
  const frameBytes = bytesPerFrame(format);
  const step = Math.floor(PIECE_BYTES / frameBytes);
  const end = Math.min(to, frames);
  for (let at = Math.max(0, from); at < end; at += step) {
    const piece = file.slice(
      format.dataOffset + at * frameBytes,
      format.dataOffset + Math.min(at + step, end) * frameBytes,
    );
    const bytes = new Uint8Array(await piece.arrayBuffer());
    mono.set(decodeWavBlock(bytes, format), at - from);
  }
  return mono;
}
