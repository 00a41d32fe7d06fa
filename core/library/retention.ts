/** How long meetings are kept: which of them the person's rule lets go by now. */

import { pausedMs } from "../recording/marks.ts";
import type { Meeting } from "../meeting.ts";
import type { LibrarySettings } from "../settings/settings.ts";

const MS_PER_DAY = 86_400_000;

/** A stored meeting, and how far its transcript is behind its sound. */
export interface KeptMeeting {
  readonly meeting: Meeting;
  readonly lagMs: number;
}

/**
 * Those whose time is over, counted from the end of each. None is spared for its bookmarks or notes; only one that is being
 * recorded, and one whose sound alone would go while words in it are not transcribed yet. Where everything is to go, words that
 * never came are no reason to stay.
 *
 * @param now Unix time in ms
 */
export const dueMeetings = (
  kept: readonly KeptMeeting[],
  rule: LibrarySettings,
  now: number,
): readonly Meeting[] =>
  kept.filter((each) => isDue(each, rule, now)).map(({ meeting }) => meeting);

function isDue(
  { meeting, lagMs }: KeptMeeting,
  { retention, retentionDays }: LibrarySettings,
  now: number,
): boolean {
  if (retention === "never" || !isOlderThan(meeting, retentionDays, now)) return false;
  return retention === "everything" || (meeting.soundDeletedAt === undefined && lagMs === 0);
}

/** Of those alone it has to be known how far they are behind. */
export const isOlderThan = (meeting: Meeting, days: number, now: number): boolean =>
  meeting.state !== "recording" &&
  meeting.deletedAt === undefined &&
  now - endOf(meeting) >= days * MS_PER_DAY;

/** Unix time in ms. A file is as old as its recording, but has not been here for longer than since it was imported. */
const endOf = (meeting: Meeting): number =>
  Math.max(
    meeting.startedAt + meeting.durationMs + pausedMs(meeting),
    meeting.importedAt ?? -Infinity,
  );
