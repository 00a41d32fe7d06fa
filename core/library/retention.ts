/** The retention rule: which meetings the user's settings delete now. */

import { stoppedMs } from "../recording/marks.ts";
import type { Meeting } from "../meeting.ts";
import type { LibrarySettings } from "../settings/settings.ts";

const MS_PER_DAY = 86_400_000;

export interface KeptMeeting {
  readonly meeting: Meeting;
  readonly lagMs: number;
}

/**
 * Returns the meetings that ended long enough ago; bookmarks and notes do not spare a meeting. A meeting that is being recorded
 * stays. If only audio is deleted, audio that is not transcribed yet stays too; if everything is deleted, it does not.
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

/** Only for these meetings the lag has to be measured. */
export const isOlderThan = (meeting: Meeting, days: number, now: number): boolean =>
  meeting.state !== "recording" &&
  meeting.deletedAt === undefined &&
  now - endOf(meeting) >= days * MS_PER_DAY;

/** End of a meeting as Unix time in ms. An imported meeting counts from its import at the earliest. */
export const endOf = (meeting: Meeting): number =>
  Math.max(
    meeting.startedAt + meeting.durationMs + stoppedMs(meeting),
    meeting.importedAt ?? -Infinity,
  );
