/** Converts samples of Web Audio to those on disk and on the wire. */

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
