/** Changes to the marks of a meeting. */

import type { Mark, Meeting } from "../meeting.ts";

/** Adds a mark in the order of the meeting clock. */
export const withMark = (meeting: Meeting, mark: Mark): Meeting => ({
  ...meeting,
  marks: [...(meeting.marks ?? []), mark].toSorted((one, other) => one.atMs - other.atMs),
});

/** Ends the open pause, if there is one. @param resumedAt Unix time in ms */
export const withPauseEnded = (meeting: Meeting, resumedAt: number): Meeting => ({
  ...meeting,
  marks: (meeting.marks ?? []).map((mark) =>
    mark.type === "pause" && mark.resumedAt === null ? { ...mark, resumedAt } : mark,
  ),
});

/** How long the meeting clock has stood still in gaps and ended pauses, in ms. */
export const stoppedMs = ({ marks = [] }: Meeting): number =>
  marks.reduce((sum, mark) => sum + lengthOf(mark), 0);

function lengthOf(mark: Mark): number {
  if (mark.type === "gap") return mark.resumedAt - mark.stoppedAt;
  return mark.type === "pause" && mark.resumedAt !== null ? mark.resumedAt - mark.pausedAt : 0;
}

export const withNote = (meeting: Meeting, bookmarkId: string, note: string): Meeting => ({
  ...meeting,
  marks: (meeting.marks ?? []).map((mark) =>
    mark.type === "bookmark" && mark.id === bookmarkId ? { ...mark, note } : mark,
  ),
});

export const withoutBookmark = (meeting: Meeting, bookmarkId: string): Meeting => ({
  ...meeting,
  marks: (meeting.marks ?? []).filter((mark) => mark.type !== "bookmark" || mark.id !== bookmarkId),
});
