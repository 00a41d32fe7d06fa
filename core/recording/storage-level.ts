/** How long the disk will do for the recording, and when somebody should hear of it. */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../audio/format.ts";
import { type Problem, problem } from "../problem.ts";

/** Below this there is still time to make room without haste. */
export const LOW_BELOW_MINUTES = 30;

/** 32,000 bytes/s × 60: the format of `audio/format.ts`, uncompressed. The database beside it is a few per mille of that. */
const BYTES_PER_CHANNEL_MINUTE = SAMPLE_RATE * BYTES_PER_SAMPLE * 60;

/**
 * What `navigator.storage.estimate()` says. With the permission `unlimitedStorage` the quota is the usage and the free
 * space of the disk (measured in Chromium 156); without it, Chrome 138 and later name a made-up 10 GiB.
 */
export interface StorageSpace {
  readonly quotaBytes: number;
  readonly usageBytes: number;
}

/** Of an estimate, in bytes; null where the browser does not say. */
export function storageSpace({
  quota,
  usage,
}: {
  readonly quota?: number;
  readonly usage?: number;
}): StorageSpace | null {
  const isKnown = quota !== undefined && usage !== undefined;
  return isKnown ? { quotaBytes: quota, usageBytes: usage } : null;
}

/** Whole minutes that so many channels can still be recorded; 0 where the quota is overdrawn. */
export function recordableMinutes(
  { quotaBytes, usageBytes }: StorageSpace,
  channels: number,
): number {
  const freeBytes = Math.max(0, quotaBytes - usageBytes);
  return Math.floor(freeBytes / (BYTES_PER_CHANNEL_MINUTE * channels));
}

/** "disk-low" with the minutes left, or null while there is room for `LOW_BELOW_MINUTES` and more. */
export function storageProblem(space: StorageSpace, channels: number): Problem | null {
  const minutes = recordableMinutes(space, channels);
  return minutes < LOW_BELOW_MINUTES ? problem("disk-low", String(minutes)) : null;
}
