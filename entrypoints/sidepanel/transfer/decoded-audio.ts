/**
 * Whatever Chrome can decode (MP3, Ogg, MP4, WebM, FLAC …), as sound at `SAMPLE_RATE`. Chrome decodes a file as a whole and
 * at its own rate, so that memory grows with its length: there is a limit, and WAV files are read another way.
 */

import { SAMPLE_RATE } from "../../../core/audio/format.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { ForeignAudio } from "./foreign-audio.ts";

/**
 * An hour and a minute, since encoders pad. An hour of stereo takes 3 GB while it is decoded (Opus and MP3 in Chromium 156),
 * the file itself not counted.
 */
const MAX_SECONDS = 3_660;
/** Of a video, most is not sound. */
const MAX_FILE_BYTES = 512 << 20;
/** Where the file does not tell its length: an hour at the 128 kbit/s of MediaRecorder. */
const MAX_BYTES_OF_UNKNOWN_LENGTH = 60_000_000;
const BLOCK_SAMPLES = 20 * SAMPLE_RATE;

const refuse = (why: string): Result<never> => fail("imported-file-refused", why);

/**
 * @returns Failures are "imported-file-refused".
 * @throws DOMException `NotReadableError` or `NotFoundError` where the file can't be read.
 */
export async function decodeAudio(file: Blob): Promise<Result<ForeignAudio>> {
  if (file.size > MAX_FILE_BYTES) return refuse("More than 512 MB can only be read from WAV.");
  const seconds = await lengthOf(file);
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

/** In seconds, as the file itself tells; null where it does not, or where it is no media file. */
async function lengthOf(file: Blob): Promise<number | null> {
  const url = URL.createObjectURL(file);
  const audio = document.createElement("audio");
  try {
    const { promise, resolve } = Promise.withResolvers<void>();
    audio.onloadedmetadata = audio.onerror = () => resolve();
    audio.preload = "metadata";
    audio.src = url;
    await promise;
    return Number.isFinite(audio.duration) ? audio.duration : null;
  } finally {
    audio.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}

/** The mean of all channels. */
function* mixedDown(sound: AudioBuffer): Generator<Float32Array> {
  const channels = Array.from({ length: sound.numberOfChannels }, (_, i) =>
    sound.getChannelData(i),
  );
  for (let from = 0; from < sound.length; from += BLOCK_SAMPLES) {
    const length = Math.min(BLOCK_SAMPLES, sound.length - from);
    yield Float32Array.from({ length }, (_, i) => {
      const sum = channels.reduce((sum, channel) => sum + (channel[from + i] ?? 0), 0);
      return sum / channels.length;
    });
  }
}
