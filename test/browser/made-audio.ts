/**
 * Audio defined by a formula, so that a WAV file at any rate has an exact counterpart at the rate of recordings, and tests
 * need not compare two resamplers.
 */

import { open } from "node:fs/promises";
import { SAMPLE_RATE } from "../../core/audio/format.ts";

export interface MadeFormat {
  readonly rate: number;
  readonly channels: number;
  readonly bits: 8 | 16 | 24;
}

/** A tone, and one that glides between 200 Hz and 2.7 kHz, so that a shift by one sample or a click is detected anywhere. */
function audioAt(seconds: number): number {
  const glide =
    1_450 * seconds - (1_250 / 2 / Math.PI) * 25 * Math.cos((2 * Math.PI * seconds) / 25);
  return 0.4 * Math.sin(2 * Math.PI * 440 * seconds) + 0.3 * Math.sin(2 * Math.PI * glide);
}

/** Result of a perfect import: samples at the rate of recordings, −1…1. */
export const madeReference = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, index) => audioAt(index / SAMPLE_RATE));

/** @param dataBytes Size of the audio that the header claims */
export function madeHeader({ rate, channels, bits }: MadeFormat, dataBytes: number): Buffer {
  const header = Buffer.alloc(44);
  const frameBytes = (channels * bits) / 8;
  header.write("RIFF");
  header.writeUInt32LE(Math.min(36 + dataBytes, 0xffff_ffff), 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * frameBytes, 28);
  header.writeUInt16LE(frameBytes, 32);
  header.writeUInt16LE(bits, 34);
  header.write("data", 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}

/** Writes the same audio to all channels, with an offset of 0.1 in even and −0.1 in odd ones. */
export function madeWav(format: MadeFormat, frames: number): Buffer {
  const { rate, channels, bits } = format;
  const bytes = bits / 8;
  const data = Buffer.alloc(frames * channels * bytes);
  for (let frame = 0, at = 0; frame < frames; frame++) {
    const sound = audioAt(frame / rate);
    for (let channel = 0; channel < channels; channel++, at += bytes) {
      const apart = channels === 1 ? 0 : 0.1 * (channel % 2 === 0 ? 1 : -1);
      const value = Math.round((sound + apart) * 2 ** (bits - 1));
      if (bits === 8) data.writeUInt8(value + 128, at);
      else data.writeIntLE(value, at, bytes);
    }
  }
  return Buffer.concat([madeHeader(format, data.length), data]);
}

/** Writes a sparse file of silence, which uses no space on disk. */
export async function writeSilentWav(
  path: string,
  format: MadeFormat,
  dataBytes: number,
): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.write(madeHeader(format, dataBytes));
    await file.truncate(44 + dataBytes);
  } finally {
    await file.close();
  }
}
