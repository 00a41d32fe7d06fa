/** How much room the sound of a meeting takes. */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../audio/format.ts";
import type { Meeting } from "../meeting.ts";

const BYTES_PER_MS = (SAMPLE_RATE * BYTES_PER_SAMPLE) / 1000;

/** Of one channel. */
export const BYTES_PER_HOUR = BYTES_PER_MS * 3_600_000;

/** By its length, not by its files: exact but for a channel that began late or ended early. 0 where it was deleted. */
export const audioBytes = ({ channels, durationMs, soundDeletedAt }: Meeting): number =>
  soundDeletedAt === undefined ? channels.length * durationMs * BYTES_PER_MS : 0;
