/** Cuts results to a page. */

import { type FoundMeeting, hitCount } from "../protocol/search.ts";

/** Keeps whole meetings; the last one is cut to the hits that are left. */
export function firstHits(found: readonly FoundMeeting[], limit: number): readonly FoundMeeting[] {
  const page: FoundMeeting[] = [];
  let room = limit;
  for (const meeting of found) {
    if (room <= 0) break;
    const turnsAndNotes = room - (meeting.isTitleHit ? 1 : 0);
    const hits = meeting.hits.slice(0, turnsAndNotes);
    page.push(hits.length < meeting.hits.length ? { ...meeting, hits } : meeting);
    room -= hitCount({ ...meeting, hits });
  }
  return page;
}

export const countHits = (found: readonly FoundMeeting[]): number =>
  found.reduce((sum, meeting) => sum + hitCount(meeting), 0);
