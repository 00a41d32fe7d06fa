/**
 * The way of the sound after the audio thread: each frame is appended to its channel's file, and from there transcribed.
 * Records one meeting from its first frame to everything stored.
 */

import { FRAME_MS } from "../../../core/audio/format.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { MeetingPlan } from "../../../core/protocol/control.ts";
import { addMeeting, openDatabase } from "../../shared/database.ts";
import { type GrowingChannel, recordInto } from "./channel.ts";
import type { ChannelInput, RecorderReport } from "./protocol.ts";
import { watchStorage } from "./storage-watch.ts";
import { openWork } from "./work.ts";

/** How often panels hear the levels and the ledger. */
const ANNOUNCE_EVERY_FRAMES = 100 / FRAME_MS;
/** How long the audio thread may take to hand over its last samples once its source has ended. */
const LAST_SAMPLES_MS = 2_000;

export interface MeetingRecorder {
  /** The state of the source as others see it; null takes a problem back. */
  source(found: Problem | null): void;
  /** The sources have ended. Resolves when everything is stored and every socket is closed. */
  end(reason: Problem | null): Promise<void>;
}

export async function recordMeeting(
  plan: MeetingPlan,
  inputs: readonly ChannelInput[],
  report: (report: RecorderReport) => void,
): Promise<MeetingRecorder> {
  const database = await openDatabase();
  const meeting = newMeeting(plan, inputs);
  const work = await openWork({
    meeting,
    activity: "recording",
    settings: plan.settings,
    database,
    report,
  });
  if (!work) throw new Error("A new meeting is at work already.");
  await addMeeting(database, meeting);
  const storage = watchStorage(inputs.length);

  let channels: readonly GrowingChannel[] = [];
  let frames = 0;
  const listener = {
    onFrame() {
      if (frames++ === 0) report({ type: "begun" });
      storage.afterFrame();
      if (frames % ANNOUNCE_EVERY_FRAMES === 0) work.setProblem("space", storage.problem);
    },
    onSilence: (isSilent: boolean) => report({ type: "silence", isSilent }),
    onDiskFailed(error: unknown) {
      for (const channel of channels) channel.stop();
      report({ type: "failed", problem: problem("disk-failed", String(error)) });
    },
  };
  channels = await Promise.all(
    inputs.map(async (input) => {
      const { channel, sound } = await work.open(input.name);
      return recordInto(channel, sound, input.frames, listener);
    }),
  );
  work.begin(channels);

  return {
    source: (found) => work.setProblem("source", found),
    async end(reason) {
      const handedOver = Promise.all(channels.map(({ ended }) => ended));
      await Promise.race([handedOver, after(LAST_SAMPLES_MS)]);
      for (const channel of channels) channel.stop();
      work.setProblem("source", null);
      work.setProblem("space", null);
      work.setProblem("end", reason);
      await work.finish("ending");
    },
  };
}

const newMeeting = (
  { meetingId, title, pageUrl }: MeetingPlan,
  inputs: readonly ChannelInput[],
): Meeting => ({
  id: meetingId,
  title,
  pageUrl,
  startedAt: Date.now(),
  durationMs: 0,
  state: "recording",
  channels: inputs.map(({ name }) => ({ name, transcribedSamples: 0 })),
  problem: null,
});

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
