/** Notes that a meeting is owed: wished for and not made. They are kept with it, so that no end of the browser forgets them. */

import type { Meeting, NoteSubject, PendingNote } from "../meeting.ts";
import { problem } from "../problem.ts";
import { isSameSubject } from "./subject.ts";

/** In the place of what was owed of this subject before. */
export const withPending = (meeting: Meeting, owed: PendingNote): Meeting => {
  const { owedNotes = [] } = withoutPending(meeting, owed.subject);
  return { ...meeting, owedNotes: [...owedNotes, owed] };
};

/** It is made, or nobody wants it any more. */
export const withoutPending = (meeting: Meeting, subject: NoteSubject): Meeting => ({
  ...meeting,
  owedNotes: (meeting.owedNotes ?? []).filter((each) => !isSameSubject(each.subject, subject)),
});

export const isBeingMade = ({ problem }: PendingNote): boolean => problem === null;

/** Those that were being made no longer are: whoever made them is gone. Since when, nobody knows. */
export const withInterrupted = (meeting: Meeting): Meeting => ({
  ...meeting,
  owedNotes: (meeting.owedNotes ?? []).map((each) =>
    isBeingMade(each) ? { ...each, problem: problem("notes-interrupted") } : each,
  ),
});
