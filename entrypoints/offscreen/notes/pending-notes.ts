/** Stores with a meeting which of its notes are being made and which have failed, in the order of these events. */

import type { Meeting } from "../../../core/meeting.ts";
import { pendingOf, withPending, withoutPending } from "../../../core/notes/pending.ts";
import type { Problem } from "../../../core/problem.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { LiveEvent } from "../../../core/protocol/live.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import { withDatabase } from "../../shared/database/open.ts";
import { holdNotes } from "../../shared/locks.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { createSerial } from "../../shared/serial.ts";

export interface PendingNotes {
  /** @param made settles when the note is no longer being made */
  begin(request: NoteRequest, made: Promise<void>): void;
  fail(request: NoteRequest, problem: Problem): void;
  /** The note is stored or cancelled. */
  end(request: NoteRequest): void;
  /** Resolves when every change so far is stored. */
  idle(): Promise<void>;
}

/** @param announce announces each change to the panels */
export function createPendingNotes(announce: (event: LiveEvent) => void): PendingNotes {
  const writes = createSerial();
  const store = (write: () => Promise<void>): void =>
    void writes.run(write).catch(reportUnexpected("storing pending notes"));

  async function change(
    { meetingId }: NoteRequest,
    how: (meeting: Meeting) => Meeting,
  ): Promise<void> {
    const meeting = await withDatabase((database) => updateMeeting(database, meetingId, how));
    if (meeting) announce({ type: "meeting", meeting });
  }

  const keep = (request: NoteRequest, problem: Problem | null): Promise<void> =>
    change(request, (meeting) =>
      withPending(meeting, { ...pendingOf(request), problem, at: Date.now() }),
    );

  return {
    begin(request, made) {
      if (isRepeated(request)) return;
      store(async () => {
        await holdNotes(request.meetingId, made);
        await keep(request, null);
      });
    },
    fail: (request, problem) => store(() => keep(request, problem)),
    end(request) {
      if (isRepeated(request)) return;
      store(() => change(request, (meeting) => withoutPending(meeting, request.subject)));
    },
    idle: writes.idle,
  };
}

/** Automatic live notes are not kept: the next one comes in minutes. */
const isRepeated = ({ isLive, isUnasked }: NoteRequest): boolean =>
  isLive === true && isUnasked === true;
