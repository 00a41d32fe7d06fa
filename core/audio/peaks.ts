/**
 * Loudness of a recording for the player: one byte for each 100 ms. A byte is the square root of the linear peak, so that
 * quiet speech stays visible beside loud speech; 0 means digital silence.
 */

import { SAMPLE_RATE } from "./format.ts";

export const PEAK_MS = 100;
export const SAMPLES_PER_PEAK = (SAMPLE_RATE * PEAK_MS) / 1000;

const FULL_SCALE = 32_768;
const MAX_BYTE = 255;

/** Counts a last peak of fewer samples too. */
export const peakCount = (samples: number): number => Math.ceil(samples / SAMPLES_PER_PEAK);

/** @param samples begin at the first sample of a peak */
export function peaksOf(samples: Int16Array): Uint8Array<ArrayBuffer> {
  const peaks = new Uint8Array(peakCount(samples.length));
  for (let i = 0; i < peaks.length; i++) {
    const end = Math.min((i + 1) * SAMPLES_PER_PEAK, samples.length);
    peaks[i] = peakByte(magnitudeBetween(samples, i * SAMPLES_PER_PEAK, end));
  }
  return peaks;
}

function magnitudeBetween(samples: Int16Array, from: number, to: number): number {
  let most = 0;
  for (let i = from; i < to; i++) {
    const magnitude = Math.abs(samples[i] ?? 0);
    if (magnitude > most) most = magnitude;
  }
  return most;
}

/** Rounds up, so that only digital silence becomes 0. */
const peakByte = (magnitude: number): number =>
  Math.ceil(MAX_BYTE * Math.sqrt(magnitude / FULL_SCALE));

/**
 * Returns the loudest peak in each of `count` equal parts of a length.
 *
 * @param length number of peaks; beyond those given, the rest counts as silence
 */
export function columnsOf(peaks: Uint8Array, length: number, count: number): Uint8Array {
  const columns = new Uint8Array(count);
  for (let column = 0; column < count; column++) {
    const from = Math.floor((column * length) / count);
    const to = Math.max(from + 1, Math.floor(((column + 1) * length) / count));
    for (let i = from; i < to; i++) {
      const peak = peaks[i] ?? 0;
      if (peak > (columns[column] ?? 0)) columns[column] = peak;
    }
  }
  return columns;
}
