/** Samples of 16 bit: converts those of Web Audio, measures them, and mixes the channels of a meeting. */

const FULL_SCALE = 32_768;
const MAX_INT16 = 32_767;

/**
 * Converts a sample of −1…1 to signed 16 bit: scaled by 2^15, rounded to the nearest step (ties upwards), and clipped, because
 * Web Audio allows values beyond full scale. NaN becomes 0.
 */
export function toInt16(sample: number): number {
  const scaled = Math.round(sample * FULL_SCALE);
  if (scaled > MAX_INT16) return MAX_INT16;
  if (scaled < -FULL_SCALE) return -FULL_SCALE;
  return Number.isNaN(scaled) ? 0 : scaled;
}

/** @returns linear peak, 0–1 */
export function peakOf(samples: Int16Array): number {
  let peak = 0;
  for (const sample of samples) {
    const magnitude = Math.abs(sample);
    if (magnitude > peak) peak = magnitude;
  }
  return peak / FULL_SCALE;
}

/** ¾ of full scale: larger sums are compressed into the remaining quarter. */
const KNEE = 24_576;

/**
 * Mixes blocks that begin at the same sample; a shorter one continues as silence. The result never clips, and while only one
 * channel has a signal its samples stay unchanged.
 */
export function mixBlocks(blocks: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const mixed = new Int16Array(Math.max(0, ...blocks.map(({ length }) => length)));
  for (const block of blocks) mixInto(mixed, block);
  return mixed;
}

/** Mixes a block into one that is at least as long, as `mixBlocks` does. */
export function mixInto(mixed: Int16Array, block: Int16Array): void {
  for (let i = 0; i < block.length; i++) mixed[i] = mixTwo(mixed[i] ?? 0, block[i] ?? 0);
}

function mixTwo(a: number, b: number): number {
  const sum = a + b;
  if (sum > KNEE && a > 0 && b > 0) return compress(sum, Math.max(KNEE, a, b), MAX_INT16);
  if (sum < -KNEE && a < 0 && b < 0) return -compress(-sum, Math.max(KNEE, -a, -b), FULL_SCALE);
  return sum;
}

/** Starts with slope 1 at `from` and approaches `limit` without reaching it. */
function compress(magnitude: number, from: number, limit: number): number {
  const excess = magnitude - from;
  const room = limit - from;
  return room <= 0 ? limit : from + Math.floor((room * excess) / (room + excess));
}
