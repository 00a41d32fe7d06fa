/** Space that the audio of a meeting takes. */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../audio/format.ts";
import type { Meeting } from "../meeting.ts";

const BYTES_PER_MS = (SAMPLE_RATE * BYTES_PER_SAMPLE) / 1000;

/** For one channel. */
export const BYTES_PER_HOUR = BYTES_PER_MS * 3_600_000;

/** Computed from the length, not from the files: exact unless a channel began late or ended early. 0 if the audio was deleted. */
export const audioBytes = ({ channels, durationMs, soundDeletedAt }: Meeting): number =>
  soundDeletedAt === undefined ? channels.length * durationMs * BYTES_PER_MS : 0;
