/** Keeps with its meeting which note is being made, and which has failed: in the order in which that came about. */

import type { Meeting } from "../../../core/meeting.ts";
import { withOwed, withoutOwed } from "../../../core/notes/owed.ts";
import type { Problem } from "../../../core/problem.ts";
import type { NoteWish } from "../../../core/protocol/control.ts";
import type { LiveEvent } from "../../../core/protocol/live.ts";
import { updateMeeting } from "../../shared/database/meetings.ts";
import { openDatabase } from "../../shared/database/open.ts";
import { holdNotes } from "../../shared/notes-lock.ts";
import { reportSurprise } from "../../shared/report-surprise.ts";
import { createStoreQueue } from "../recorder/store-queue.ts";

export interface OwedNotes {
  /** It is being made until `made` settles. */
  taken(wish: NoteWish, made: Promise<void>): void;
  failed(wish: NoteWish, problem: Problem): void;
  /** Made, or not wanted any more. */
  settled(wish: NoteWish): void;
  /** Resolves when everything said so far is stored. */
  idle(): Promise<void>;
}

/** Panels are told each change. */
export function createOwedNotes(announce: (event: LiveEvent) => void): OwedNotes {
  const queue = createStoreQueue(reportSurprise("keeping which notes are owed"));

  async function change({ meetingId }: NoteWish, how: (meeting: Meeting) => Meeting) {
    const database = await openDatabase();
    const meeting = await updateMeeting(database, meetingId, how);
    database.close();
    if (meeting) announce({ type: "meeting", meeting });
  }

  const keep = (wish: NoteWish, problem: Problem | null): Promise<void> =>
    change(wish, (meeting) =>
      withOwed(meeting, { subject: wish.subject, problem, at: Date.now() }),
    );

  return {
    taken(wish, made) {
      if (comesAgain(wish)) return;
      queue.add(async () => {
        await holdNotes(wish.meetingId, made);
        await keep(wish, null);
      });
    },
    failed: (wish, problem) => queue.add(() => keep(wish, problem)),
    settled(wish) {
      if (comesAgain(wish)) return;
      queue.add(() => change(wish, (meeting) => withoutOwed(meeting, wish.subject)));
    },
    idle: queue.idle,
  };
}

/** Live notes that nobody has asked for come by themselves. */
const comesAgain = ({ isLive, isUnasked }: NoteWish): boolean =>
  isLive === true && isUnasked === true;
