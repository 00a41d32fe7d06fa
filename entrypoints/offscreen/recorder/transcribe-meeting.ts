/**
 * Transcribes a meeting from disk, from its offset or from the start, by the same means as live audio. Stops when the meeting is deleted;
 * if it is restored, it can go on.
 */

import { type Problem, problem } from "../../../core/problem.ts";
import type { TranscriptionJob } from "../../../core/protocol/recorder.ts";
import { getMeeting, updateMeeting } from "../../shared/database/meeting-store.ts";
import { type Database, openDatabase } from "../../shared/database/open.ts";
import { restartTranscript } from "../../shared/database/turn-store.ts";
import { watchDeletion } from "../../shared/live-channel.ts";
import { inStore } from "../../shared/storage-problem.ts";
import { type Dependencies, type Job, openJob } from "./job.ts";

/**
 * Resolves when the transcription has ended, or to the problem if it could not begin.
 *
 * @param onBegun receives the job, which takes new settings
 * @throws what stands in its way, for `problemOf`
 */
export async function transcribeMeeting(
  request: TranscriptionJob,
  dependencies: Dependencies,
  onBegun: (job: Pick<Job, "configure">) => void = () => {},
): Promise<Problem | null> {
  const deletion = watchDeletion(request.meetingId);
  try {
    const database = await inStore("database", openDatabase());
    return await transcribeUnless(deletion.signal, request, database, dependencies, onBegun);
  } finally {
    deletion.close();
  }
}

async function transcribeUnless(
  deleted: AbortSignal,
  { meetingId, from, settings }: TranscriptionJob,
  database: Database,
  dependencies: Dependencies,
  onBegun: (job: Job) => void,
): Promise<Problem | null> {
  const meeting = await inStore("database", getMeeting(database, meetingId));
  if (!meeting || meeting.deletedAt !== undefined)
    return problem("unexpected", "The meeting is not in the database.");
  if (meeting.soundDeletedAt !== undefined) return problem("unexpected", "Its sound is deleted.");
  const options = {
    ...dependencies,
    meeting,
    activity: "transcribing",
    settings,
    database,
  } as const;
  const job = await openJob(options);
  if (!job) return problem("already-transcribing");
  try {
    const restart = from === "start" ? restartTranscript(database, meetingId) : [];
    const earlier = await inStore("database", Promise.resolve(restart));
    const request = updateMeeting(database, meetingId, (now) => ({
      ...now,
      finishesByItself: true,
    }));
    await inStore("database", request);
    job.begin(await Promise.all(meeting.channels.map(({ name }) => job.open(name, earlier))));
  } catch (error) {
    job.abandon();
    throw error;
  }
  onBegun(job);
  dependencies.report({ type: "begun" });
  await finishUnless(deleted, job);
  return null;
}

async function finishUnless(deleted: AbortSignal, job: Job): Promise<void> {
  if (deleted.aborted) job.drop();
  deleted.addEventListener("abort", () => job.drop(), { once: true });
  await job.finish("transcribing");
}
