/** Pending notes: requested and not made yet. They are stored with the meeting and so outlive the browser. */

import type { Meeting, NoteSubject, PendingNote } from "../meeting.ts";
import { problem, type Reason } from "../problem.ts";
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

/** Returns what is stored of a request, and what a stored one asks for again. */
export const pendingOf = ({
  subject,
  section,
}: Pick<PendingNote, "subject" | "section">): Pick<PendingNote, "subject" | "section"> => ({
  subject,
  ...(section && { section }),
});

export const isBeingMade = ({ problem }: PendingNote): boolean => problem === null;

/** Nobody has to change anything for these to succeed, so they are tried again when the browser starts. */
const PASSING: ReadonlySet<Reason> = new Set(["worker-rate-limited", "worker-unreachable"]);

export const isTriedAgain = ({ problem }: PendingNote): boolean =>
  problem !== null && PASSING.has(problem.reason);

/** Marks notes that were being made as interrupted, after the process that made them has ended. */
export const withInterrupted = (meeting: Meeting): Meeting => ({
  ...meeting,
  owedNotes: (meeting.owedNotes ?? []).map((each) =>
    isBeingMade(each) ? { ...each, problem: problem("notes-interrupted") } : each,
  ),
});
