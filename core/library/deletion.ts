/** Deleting in two steps: a meeting is marked as deleted and shown nowhere; some time later it goes for good. */

import type { Meeting } from "../meeting.ts";

/** A deleted meeting that no panel offers to bring back any more stays for so long: the panel may have been closed. */
const KEPT_DELETED_MS = 60_000;

/** Marked as deleted at `now`; while it is being recorded nothing changes. */
export const withDeletion = (meeting: Meeting, now: number): Meeting =>
  meeting.state === "recording" ? meeting : { ...meeting, deletedAt: now };

export function withoutDeletion(meeting: Meeting): Meeting {
  const { deletedAt: _, ...kept } = meeting;
  return kept;
}

/** Its sound is gone, or is about to go; what was said and noted stays, and nothing is left to be transcribed. */
export const withoutAudio = (meeting: Meeting, now: number): Meeting => ({
  ...meeting,
  soundDeletedAt: meeting.soundDeletedAt ?? now,
  finishesByItself: false,
});

/** Deleted long enough ago to go for good, by Unix time in ms. */
export const isOverdue = ({ deletedAt }: Meeting, now: number): boolean =>
  deletedAt !== undefined && now - deletedAt >= KEPT_DELETED_MS;
