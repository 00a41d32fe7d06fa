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

/** Length of all ended pauses, in ms. */
export const pausedMs = ({ marks = [] }: Meeting): number =>
  marks.reduce(
    (sum, mark) =>
      mark.type === "pause" && mark.resumedAt !== null ? sum + mark.resumedAt - mark.pausedAt : sum,
    0,
  );

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
