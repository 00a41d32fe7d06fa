/** The marks of a meeting: places on its clock. */

import type { Mark, Meeting } from "../meeting.ts";

/** With one more mark, in the order of the meeting clock. */
export const withMark = (meeting: Meeting, mark: Mark): Meeting => ({
  ...meeting,
  marks: [...(meeting.marks ?? []), mark].toSorted((one, other) => one.atMs - other.atMs),
});

/** The pause that has not ended yet ends at this Unix time (ms); where there is none, nothing changes. */
export const withPauseEnded = (meeting: Meeting, resumedAt: number): Meeting => ({
  ...meeting,
  marks: (meeting.marks ?? []).map((mark) =>
    mark.type === "pause" && mark.resumedAt === null ? { ...mark, resumedAt } : mark,
  ),
});

/** How long it has stood still in pauses that have ended, in ms. */
export const pausedMs = ({ marks = [] }: Meeting): number =>
  marks.reduce(
    (sum, mark) =>
      mark.type === "pause" && mark.resumedAt !== null ? sum + mark.resumedAt - mark.pausedAt : sum,
    0,
  );

/** With another note on one of its bookmarks. */
export const withNote = (meeting: Meeting, bookmarkId: string, note: string): Meeting => ({
  ...meeting,
  marks: (meeting.marks ?? []).map((mark) =>
    mark.type === "bookmark" && mark.id === bookmarkId ? { ...mark, note } : mark,
  ),
});

/** Without one of its bookmarks. */
export const withoutBookmark = (meeting: Meeting, bookmarkId: string): Meeting => ({
  ...meeting,
  marks: (meeting.marks ?? []).filter((mark) => mark.type !== "bookmark" || mark.id !== bookmarkId),
});
