/** Keeps with its meeting which note is being made, and which has failed: in the order in which that came about. */

import type { Meeting } from "../../../core/meeting.ts";
import { withPending, withoutPending } from "../../../core/notes/pending.ts";
import type { Problem } from "../../../core/problem.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { LiveEvent } from "../../../core/protocol/live.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import { openDatabase } from "../../shared/database/open.ts";
import { holdNotes } from "../../shared/locks.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { createSerial } from "../../shared/serial.ts";

export interface PendingNotes {
  /** It is being made until `made` settles. */
  taken(request: NoteRequest, made: Promise<void>): void;
  failed(request: NoteRequest, problem: Problem): void;
  /** Made, or not wanted any more. */
  settled(request: NoteRequest): void;
  /** Resolves when everything said so far is stored. */
  idle(): Promise<void>;
}

/** Panels are told each change. */
export function createPendingNotes(announce: (event: LiveEvent) => void): PendingNotes {
  const writes = createSerial();
  const store = (write: () => Promise<void>): void =>
    void writes.run(write).catch(reportUnexpected("keeping which notes are owed"));

  async function change({ meetingId }: NoteRequest, how: (meeting: Meeting) => Meeting) {
    const database = await openDatabase();
    const meeting = await updateMeeting(database, meetingId, how);
    database.close();
    if (meeting) announce({ type: "meeting", meeting });
  }

  const keep = (request: NoteRequest, problem: Problem | null): Promise<void> =>
    change(request, (meeting) =>
      withPending(meeting, { subject: request.subject, problem, at: Date.now() }),
    );

  return {
    taken(request, made) {
      if (comesAgain(request)) return;
      store(async () => {
        await holdNotes(request.meetingId, made);
        await keep(request, null);
      });
    },
    failed: (request, problem) => store(() => keep(request, problem)),
    settled(request) {
      if (comesAgain(request)) return;
      store(() => change(request, (meeting) => withoutPending(meeting, request.subject)));
    },
    idle: writes.idle,
  };
}

/** Live notes that nobody has asked for come by themselves. */
const comesAgain = ({ isLive, isUnasked }: NoteRequest): boolean =>
  isLive === true && isUnasked === true;
