/**
 * The way of the sound after the audio thread: each frame is appended to its channel's file, and from there transcribed.
 * Records one meeting from its first frame to everything stored.
 */

import { LOOK_EVERY_MS } from "../../../core/audio/capture-watch.ts";
import { FRAME_MS } from "../../../core/audio/format.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { MeetingPlan } from "../../../core/protocol/offscreen-requests.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { addMeeting } from "../../shared/database/meeting-store.ts";
import { openDatabase } from "../../shared/database/open.ts";
import { type FrameListener, type RecordingChannel, recordInto } from "./recording-channel.ts";
import { keepRecord, newMeeting } from "./meeting-record.ts";
import type { ChannelInput } from "../../../core/protocol/recorder.ts";
import { watchStorage } from "./storage-watch.ts";
import { type Dependencies, type Work, openJob } from "./job.ts";

/** How often panels hear the levels and the ledger. */
const ANNOUNCE_EVERY_MS = 100;
/** For so long nothing may come before the audio thread has handed over its last samples, once its source has ended. */
const LAST_SAMPLES_MS = 2_000;

export interface MeetingRecorder {
  /** The state of a channel's source as others see it; null takes a problem back. */
  source(channel: ChannelName, found: Problem | null): void;
  /** Another device or tab is captured now. */
  label(channel: ChannelName, label: string): void;
  muted(channel: ChannelName, isMuted: boolean): void;
  /** At what is being said now. */
  bookmark(): void;
  configure(settings: Settings): void;
  /** Why insights that are not the speech service's are missing; null: they are not. */
  insights(found: Problem | null): void;
  /** The sources have ended. Resolves when everything is stored and every socket is closed. */
  end(reason: Problem | null): Promise<void>;
}

export async function recordMeeting(
  plan: MeetingPlan,
  inputs: readonly ChannelInput<MessagePort>[],
  dependencies: Dependencies,
): Promise<MeetingRecorder> {
  const { report } = dependencies;
  // Where it is lost, sound still goes to disk: its words can be had later.
  const begun = Promise.withResolvers<Work>();
  const database = await openDatabase((found) => {
    void begun.promise.then((work) => work.setProblem("database", found));
  });
  const meeting = newMeeting(plan, inputs);
  const work = await openJob({
    ...dependencies,
    meeting,
    activity: "recording",
    settings: plan.settings,
    database,
  });
  if (!work) throw new Error("A new meeting is at work already.");
  begun.resolve(work);
  await addMeeting(database, meeting);
  const storage = watchStorage(inputs.length);
  const record = keepRecord(work.change);
  const announceEveryFrames = (ANNOUNCE_EVERY_MS / FRAME_MS) * inputs.length;
  let channels: readonly RecordingChannel[] = [];
  let frames = 0;
  let framesAtLook = 0;

  const positionMs = (): number => Math.max(...channels.map(({ recordedMs }) => recordedMs));
  const named = (name: ChannelName) => channels.filter((channel) => channel.name === name);

  const listenerOf = (channel: ChannelName): FrameListener => ({
    onFrame() {
      if (frames++ === 0) report({ type: "begun" });
      storage.afterFrame();
      if (frames % announceEveryFrames === 0) work.setProblem("space", storage.problem);
    },
    onPaused(ordinal) {
      if (record.paused(ordinal, positionMs())) work.setStage("paused");
      else work.announce();
    },
    onResumed(ordinal) {
      if (record.resumed(ordinal)) work.setStage("recording");
      else work.announce();
    },
    onSilence: (isSilent) => report({ type: "silence", channel, isSilent }),
    onDiskFailed(error) {
      for (const each of channels) each.stop();
      report({ type: "failed", problem: problem("disk-failed", String(error)) });
    },
  });

  const opened = await Promise.all(inputs.map(({ name }) => work.open(name)));
  channels = opened.flatMap((channel, index) => {
    const input = inputs[index];
    return input ? recordInto(channel, input, listenerOf(input.name)) : [];
  });
  work.begin(channels);

  // Where no frame comes, no frame gives the occasion to say so.
  const looking = setInterval(() => {
    for (const channel of channels) channel.look();
    if (frames === framesAtLook) work.announce();
    framesAtLook = frames;
  }, LOOK_EVERY_MS);

  return {
    source: (channel, found) => work.setProblem(channel, found),
    label(channel, label) {
      for (const each of named(channel)) each.rename(label);
      record.label(channel, label);
      work.announce();
    },
    muted(channel, isMuted) {
      for (const each of named(channel)) each.mute(isMuted);
      work.announce();
    },
    bookmark: () => record.bookmark(positionMs()),
    configure: work.configure,
    insights: (found) => work.setProblem("insights", found),
    async end(reason) {
      const handedOver = Promise.all(channels.map(({ ended }) => ended));
      // Behind a slow disk many frames may be waiting.
      for (let framesBefore = -1; framesBefore !== frames;) {
        framesBefore = frames;
        await Promise.race([handedOver, after(LAST_SAMPLES_MS)]);
      }
      for (const channel of channels) {
        channel.stop();
        work.setProblem(channel.name, null);
      }
      clearInterval(looking);
      work.setProblem("space", null);
      work.setProblem("end", reason);
      await work.finish("ending");
    },
  };
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
