/** Finds the meetings whose recording was cut off, and gives them their length and their state. */

import { recordedMs } from "../../core/recording/transcription-lag.ts";
import type { Meeting } from "../../core/meeting.ts";
import { problem } from "../../core/problem.ts";
import { listMeetings, updateMeeting } from "./database/meeting-store.ts";
import type { Database } from "./database/open.ts";
import { idleMeetings } from "./locks.ts";
import { recordedChannels } from "./audio-file.ts";

/** Marks meetings stored as "recording" that nobody is at work on as "interrupted". What they recorded stays as it is. */
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
