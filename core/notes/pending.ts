/** Pending notes: requested and not made yet. They are stored with the meeting and so outlive the browser. */

import type { Meeting, NoteSubject, PendingNote } from "../meeting.ts";
import { problem } from "../problem.ts";
import { isSameSubject } from "./subject.ts";

/** Replaces the pending note on the same subject. */
export const withPending = (meeting: Meeting, pending: PendingNote): Meeting => {
  const { owedNotes = [] } = withoutPending(meeting, pending.subject);
  return { ...meeting, owedNotes: [...owedNotes, pending] };
};

export const withoutPending = (meeting: Meeting, subject: NoteSubject): Meeting => ({
  ...meeting,
  owedNotes: (meeting.owedNotes ?? []).filter((each) => !isSameSubject(each.subject, subject)),
});

export const isBeingMade = ({ problem }: PendingNote): boolean => problem === null;

/** Marks notes that were being made as interrupted, after the process that made them has ended. */
export const withInterrupted = (meeting: Meeting): Meeting => ({
  ...meeting,
  owedNotes: (meeting.owedNotes ?? []).map((each) =>
    isBeingMade(each) ? { ...each, problem: problem("notes-interrupted") } : each,
  ),
});
