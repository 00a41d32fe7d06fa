/** Marks recordings and notes that were interrupted because Earshot was closed. The user decides what to do about them. */

import { recordedMs } from "../../core/recording/transcription-lag.ts";
import type { Meeting } from "../../core/meeting.ts";
import { isBeingMade, withInterrupted } from "../../core/notes/pending.ts";
import { problem } from "../../core/problem.ts";
import { recordedChannels } from "./audio-file.ts";
import { listMeetings, updateMeeting } from "./database/meeting-store.ts";
import type { Database } from "./database/open.ts";
import { idleMeetings, withoutNoteMaker } from "./locks.ts";

/** Marks idle meetings that are stored as "recording" as "interrupted", and stores their length. */
export async function recoverInterrupted(database: Database): Promise<void> {
  const recording = (await listMeetings(database)).filter(({ state }) => state === "recording");
  const idle = new Set(await idleMeetings(recording.map(({ id }) => id)));
  await Promise.all(
    recording.filter(({ id }) => idle.has(id)).map((meeting) => markInterrupted(database, meeting)),
  );
}

async function markInterrupted(database: Database, meeting: Meeting): Promise<void> {
  const durationMs = recordedMs(await recordedChannels(meeting));
  await updateMeeting(database, meeting.id, (now) =>
    // Its recorder may have saved it since it was listed.
    now.state === "recording"
      ? { ...now, state: "interrupted", durationMs, problem: problem("interrupted") }
      : now,
  );
}

/** Marks notes that are stored as being made, but that no context makes, as interrupted. */
export async function recoverNotes(database: Database): Promise<void> {
  const meetings = await listMeetings(database);
  const pending = meetings.filter(({ owedNotes }) => owedNotes?.some(isBeingMade));
  const interrupted = await withoutNoteMaker(pending.map(({ id }) => id));
  await Promise.all(interrupted.map((id) => updateMeeting(database, id, withInterrupted)));
}
