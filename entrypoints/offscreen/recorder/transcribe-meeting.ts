/**
 * Transcribes what a meeting has on disk: from where it was left, or all of it again. The same road as live sound takes. Stops
 * when the meeting is deleted; should it come back, it can go on.
 */

import { type Problem, problem } from "../../../core/problem.ts";
import { getMeeting, updateMeeting } from "../../shared/database/meeting-store.ts";
import { openDatabase } from "../../shared/database/open.ts";
import { restartTranscript } from "../../shared/database/turn-store.ts";
import type { TranscriptionJob } from "../../../core/protocol/recorder.ts";
import { watchDeletion } from "../../shared/live-channel.ts";
import { type Dependencies, openJob } from "./job.ts";

/** Resolves when it has come to its end; the problem, where it could not begin. */
export async function transcribeMeeting(
  { meetingId, from, settings }: TranscriptionJob,
  dependencies: Dependencies,
): Promise<Problem | null> {
  const deletion = watchDeletion(meetingId);
  try {
    return await transcribeUnless(deletion.signal, { meetingId, from, settings }, dependencies);
  } finally {
    deletion.close();
  }
}

async function transcribeUnless(
  deleted: AbortSignal,
  { meetingId, from, settings }: TranscriptionJob,
  dependencies: Dependencies,
): Promise<Problem | null> {
  const database = await openDatabase();
  const stored = await getMeeting(database, meetingId);
  if (!stored || stored.deletedAt !== undefined)
    return problem("unexpected", "The meeting is not in the database.");
  if (stored.soundDeletedAt !== undefined) return problem("unexpected", "Its sound is deleted.");
  const work = await openJob({
    ...dependencies,
    meeting: stored,
    activity: "transcribing",
    settings,
    database,
  });
  if (!work) return problem("already-transcribing");
  if (from === "start") await restartTranscript(database, meetingId);
  await updateMeeting(database, meetingId, (now) => ({ ...now, finishesByItself: true }));
  const opened = await Promise.all(stored.channels.map(({ name }) => work.open(name)));
  work.begin(opened);
  dependencies.report({ type: "begun" });
  if (deleted.aborted) work.drop();
  deleted.addEventListener("abort", () => work.drop(), { once: true });
  await work.finish("transcribing");
  return null;
}
