/** Deletion in two steps: a meeting is marked as deleted and hidden; some time later it is removed permanently. */

import type { Meeting } from "../meeting.ts";
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../audio/format.ts";

/** A deleted meeting that no panel offers to restore is removed after this time, because the panel may have been closed. */
const KEPT_DELETED_MS = 60_000;

/** Marks a meeting as deleted; one that is being recorded stays as it is. */
export const withDeletion = (meeting: Meeting, now: number): Meeting =>
  meeting.state === "recording" ? meeting : { ...meeting, deletedAt: now };

export function withoutDeletion(meeting: Meeting): Meeting {
  const { deletedAt: _, ...kept } = meeting;
  return kept;
}

/** Marks the audio as deleted: turns and notes stay, and nothing is left to transcribe. */
export const withoutAudio = (meeting: Meeting, now: number): Meeting => ({
  ...meeting,
  soundDeletedAt: meeting.soundDeletedAt ?? now,
  finishesByItself: false,
});

/**
 * Whether a deleted meeting is to be removed permanently.
 * @param now Unix time in ms
 */
export const isOverdue = ({ deletedAt }: Meeting, now: number): boolean =>
  deletedAt !== undefined && now - deletedAt >= KEPT_DELETED_MS;

const BYTES_PER_MS = (SAMPLE_RATE * BYTES_PER_SAMPLE) / 1000;

/** For one channel. */
export const BYTES_PER_HOUR = BYTES_PER_MS * 3_600_000;

/** Computed from the length, not from the files: exact unless a channel began late or ended early. 0 if the audio was deleted. */
export const audioBytes = ({ channels, durationMs, soundDeletedAt }: Meeting): number =>
  soundDeletedAt === undefined ? channels.length * durationMs * BYTES_PER_MS : 0;
