/** How long a recording still fits on the disk, and when to warn the user. */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../audio/format.ts";
import { type Problem, problem } from "../problem.ts";

/** Leaves the user enough time to make room. */
export const LOW_BELOW_MINUTES = 30;

/** Audio alone: the database takes a few per mille of it. */
const BYTES_PER_CHANNEL_MINUTE = SAMPLE_RATE * BYTES_PER_SAMPLE * 60;

/** Result of `navigator.storage.estimate()`; docs/platform.md#storage says what Chrome counts. */
export interface StorageSpace {
  readonly quotaBytes: number;
  readonly usageBytes: number;
}

/** Null if Chrome leaves one of the numbers out. */
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

/** Whole minutes that this number of channels can still be recorded. */
export function recordableMinutes(
  { quotaBytes, usageBytes }: StorageSpace,
  channels: number,
): number {
  const freeBytes = Math.max(0, quotaBytes - usageBytes);
  return Math.floor(freeBytes / (BYTES_PER_CHANNEL_MINUTE * channels));
}

/** "disk-low" with the minutes left; null from `LOW_BELOW_MINUTES` on. */
export function lowSpaceProblem(space: StorageSpace, channels: number): Problem | null {
  const minutes = recordableMinutes(space, channels);
  return minutes < LOW_BELOW_MINUTES ? problem("disk-low", String(minutes)) : null;
}
