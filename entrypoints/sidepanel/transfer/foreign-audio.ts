/**
 * Audio that Earshot did not record, as mono at `SAMPLE_RATE`. A WAV file is read block by block, so that memory does not grow with
 * its length. Every other format is decoded by Chrome as a whole, so its length is limited.
 */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { WAV_HEADER_BYTES, WAVE_FORMAT_IEEE_FLOAT, wavHeader } from "../../../core/audio/wav.ts";
import {
  bytesPerFrame,
  decodeWavBlock,
  isWav,
  parseWavHead,
  WAV_HEAD_BYTES,
  type WavFormat,
  wavFrames,
} from "../../../core/audio/wav-file.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";

export interface ForeignAudio {
  /** Length at `SAMPLE_RATE`; the blocks add up to exactly this. */
  readonly samples: number;
  /**
   * Reads from the beginning: mono at `SAMPLE_RATE`, −1…1 or beyond, in blocks of some seconds. The caller may overwrite a block.
   * @throws DOMException `NotReadableError` or `NotFoundError` if the file is gone or has changed meanwhile
   */
  blocks(): AsyncIterable<Float32Array> | Iterable<Float32Array>;
}

/**
 * Chrome decodes WAV files of other codecs (A-law, MP3 …) like any other file.
 * @returns failures are "imported-file-refused"
 * @throws DOMException `NotReadableError` or `NotFoundError` if the file can't be read
 */
export async function readForeignAudio(file: File): Promise<Result<ForeignAudio>> {
  const head = new Uint8Array(await file.slice(0, WAV_HEAD_BYTES).arrayBuffer());
  const format = parseWavHead(head);
  if (format.ok) return ok(wavAudio(file, format.value));
  const decoded = await decodeAudio(file);
  return decoded.ok || !isWav(head) ? decoded : format;
}

const BLOCK_SECONDS = 20;
/** Read on both sides of a block, resampled with it and dropped, because the resampler distorts the edges. */
const OVERLAP_SECONDS = 1;
/** Read at a time: a second of 64 channels can be 200 MB. */
const PIECE_BYTES = 4 << 20;

function wavAudio(file: Blob, format: WavFormat): ForeignAudio {
  const frames = wavFrames(format, file.size);
  const samples = Math.round((frames * SAMPLE_RATE) / format.sampleRate);
  return { samples, blocks: () => wavBlocks(file, format, frames, samples) };
}

/**
 * Blocks begin at whole seconds, where a sample of the file and a sample of the result coincide at every rate: no drift in
 * files of any length.
 */
async function* wavBlocks(file: Blob, format: WavFormat, frames: number, samples: number) {
  const { sampleRate } = format;
  const overlap = sampleRate === SAMPLE_RATE ? 0 : OVERLAP_SECONDS;
  const endSecond = Math.ceil(frames / sampleRate);
  for (let second = 0; second * SAMPLE_RATE < samples; second += BLOCK_SECONDS) {
    const from = (second - overlap) * sampleRate;
    const to = (Math.min(second + BLOCK_SECONDS, endSecond) + overlap) * sampleRate;
    const window = await readMono(file, format, { from, to, frames });
    const audio = sampleRate === SAMPLE_RATE ? window : await resample(window, sampleRate);
    const length = Math.min(BLOCK_SECONDS * SAMPLE_RATE, samples - second * SAMPLE_RATE);
    yield audio.subarray(overlap * SAMPLE_RATE, overlap * SAMPLE_RATE + length);
  }
}

/** In frames; silence before 0 and from `frames` on. */
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

/**
 * Chrome's filter has 32 taps for every ratio, so a large ratio is taken in octaves. In one step from 384 kHz it passes
 * 10 kHz at −9 dB and dampens speech by 6 dB; in steps, −75 dB and nothing.
 */
const STEPS_HZ = [256_000, 128_000, 64_000, 32_000, SAMPLE_RATE];

/**
 * Resamples mono of a whole number of seconds to `SAMPLE_RATE`, without delay. `decodeAudioData` has Chrome's resampler; an
 * AudioBufferSourceNode only interpolates between neighbours, so that from 48 kHz everything above 8 kHz folds back at full
 * level (measured in Chromium 156: 0 dB, here −75 dB at 10 kHz).
 */
async function resample(
  samples: Float32Array<ArrayBuffer>,
  sampleRate: number,
): Promise<Float32Array<ArrayBuffer>> {
  let audio = samples;
  let rate = sampleRate;
  for (const step of STEPS_HZ) {
    if (rate <= step && step !== SAMPLE_RATE) continue;
    audio = await resampleTo(step, audio, rate);
    rate = step;
  }
  return audio;
}

async function resampleTo(
  targetRate: number,
  samples: Float32Array<ArrayBuffer>,
  sampleRate: number,
): Promise<Float32Array<ArrayBuffer>> {
  const format = { wFormatTag: WAVE_FORMAT_IEEE_FLOAT, bytesPerSample: 4, sampleRate } as const;
  const wav = new Uint8Array(WAV_HEADER_BYTES + samples.byteLength);
  wav.set(wavHeader(samples.length, format));
  wav.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), WAV_HEADER_BYTES);
  const context = new OfflineAudioContext(1, 1, targetRate);
  const decoded = await context.decodeAudioData(wav.buffer);
  return decoded.getChannelData(0);
}

/**
 * An hour and a minute, because encoders pad. Decoding an hour of stereo takes 3 GB (Opus and MP3 in Chromium 156), without the
 * file itself.
 */
const MAX_SECONDS = 3_660;
/** Most of a video is not audio. */
const MAX_FILE_BYTES = 512 << 20;
/** If the file does not tell its length: an hour at the 128 kbit/s of MediaRecorder. */
const MAX_BYTES_OF_UNKNOWN_LENGTH = 60_000_000;

const refuse = (why: string): Result<never> => fail("imported-file-refused", why);

/** Decodes every format that Chrome knows (MP3, Ogg, MP4, WebM, FLAC …). */
async function decodeAudio(file: Blob): Promise<Result<ForeignAudio>> {
  if (file.size > MAX_FILE_BYTES) return refuse("More than 512 MB can only be read from WAV.");
  const seconds = await secondsOf(file);
  const isTooLong =
    seconds === null ? file.size > MAX_BYTES_OF_UNKNOWN_LENGTH : seconds > MAX_SECONDS;
  if (isTooLong) return refuse("More than an hour can only be read from WAV.");

  const bytes = await file.arrayBuffer();
  const context = new OfflineAudioContext(1, 1, SAMPLE_RATE);
  try {
    const decoded = await context.decodeAudioData(bytes);
    return ok({ samples: decoded.length, blocks: () => mixedDown(decoded) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "EncodingError")
      return refuse("Chrome finds no sound in it that it can decode.");
    throw error;
  }
}

/** @returns `null` if the file does not tell its length, or is no media file */
async function secondsOf(file: Blob): Promise<number | null> {
  const url = URL.createObjectURL(file);
  const element = document.createElement("audio");
  try {
    const { promise, resolve } = Promise.withResolvers<void>();
    element.onloadedmetadata = element.onerror = () => resolve();
    element.preload = "metadata";
    element.src = url;
    await promise;
    return Number.isFinite(element.duration) ? element.duration : null;
  } finally {
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}

/** The mean of all channels. */
function* mixedDown(decoded: AudioBuffer): Generator<Float32Array> {
  const blockSamples = BLOCK_SECONDS * SAMPLE_RATE;
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, i) =>
    decoded.getChannelData(i),
  );
  for (let from = 0; from < decoded.length; from += blockSamples) {
    const length = Math.min(blockSamples, decoded.length - from);
    yield Float32Array.from({ length }, (_, i) => {
      const sum = channels.reduce((sum, channel) => sum + (channel[from + i] ?? 0), 0);
      return sum / channels.length;
    });
  }
}
