/** Records one meeting, from its first frame until everything is stored. */

import { LOOK_EVERY_MS } from "../../../core/audio/capture-watch.ts";
import { msToSamples, samplesToMs } from "../../../core/audio/format.ts";
import type { ChannelName } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { MeetingPlan } from "../../../core/protocol/offscreen-requests.ts";
import type { ChannelInput } from "../../../core/protocol/recorder.ts";
import { createGapWatch, type Gap } from "../../../core/recording/gap-watch.ts";
import type { LongSilence } from "../../../core/recording/long-silence.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { addMeeting } from "../../shared/database/meeting-store.ts";
import { openDatabase } from "../../shared/database/open.ts";
import { delay } from "../../shared/delay.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { inStore } from "../../shared/storage-problem.ts";
import { type Channel, type FrameListener, recordInto, type RecordingChannel } from "./channel.ts";
import { AudioMemoryFullError } from "./durable-audio-log.ts";
import { type Dependencies, type Job, openJob } from "./job.ts";
import { keepRecord, newMeeting } from "./meeting-record.ts";
import { watchStorage } from "./storage-watch.ts";

const MINUTE_MS = 60_000;
/** How often panels receive levels and lag. More would only cost: each announcement makes an open panel draw a frame. */
const ANNOUNCE_EVERY_MS = 200;
/** The same while nobody looks: a panel that opens says so, and every change of phase is announced at once. */
const ANNOUNCE_UNWATCHED_EVERY_MS = 2_000;
/** After the end of a source, frames may still wait behind a slow disk; this long without one means that none follows. */
const LAST_FRAMES_MS = 2_000;

export interface MeetingRecorder {
  /** Sets the problem of a channel's source; null takes it back. */
  source(channel: ChannelName, found: Problem | null): void;
  /** The channel's frames come over this port, after those of the port before. */
  frames(channel: ChannelName, frames: MessagePort): void;
  /** The audio system has failed; `false`: it works again. */
  audioLost(isLost: boolean): void;
  /** The channel has another device or tab now. */
  label(channel: ChannelName, label: string): void;
  muted(channel: ChannelName, isMuted: boolean): void;
  /** Marks the end of the recording so far. */
  bookmark(): void;
  /** The user is asked whether to go on, or the recording was paused without an answer; null: neither. */
  longSilence(found: LongSilence | null): void;
  configure(settings: Settings): void;
  /** Sets why batched insights are missing; null takes it back. */
  insights(found: Problem | null): void;
  /** The sources have ended. Resolves when everything is stored and all sessions are closed. Never rejects. */
  end(reason: Problem | null): Promise<void>;
}

/** @throws what stands in its way, for `problemOf` */
export async function recordMeeting(
  plan: MeetingPlan,
  inputs: readonly ChannelInput<MessagePort>[],
  dependencies: Dependencies,
): Promise<MeetingRecorder> {
  const begun = Promise.withResolvers<Job>();
  // Without the database audio still goes to disk, and can be transcribed later.
  const opening = openDatabase((found) => {
    void begun.promise.then((job) => job.setProblem("database", found));
  });
  const database = await inStore("database", opening);
  const meeting = newMeeting(plan, inputs);
  const { settings } = plan;
  const options = { ...dependencies, meeting, activity: "recording", settings, database } as const;
  const job = await openJob(options);
  if (!job) throw new Error("Another thread records this new meeting.");
  begun.resolve(job);
  try {
    await inStore("database", addMeeting(database, meeting));
    const opened = await Promise.all(inputs.map(({ name }) => job.open(name)));
    return startRecorder(job, opened, inputs, dependencies.report);
  } catch (error) {
    job.abandon();
    throw error;
  }
}

function startRecorder(
  job: Job,
  opened: readonly Channel[],
  inputs: readonly ChannelInput<MessagePort>[],
  report: Dependencies["report"],
): MeetingRecorder {
  const storage = watchStorage(inputs.length);
  const record = keepRecord(job.change);
  const gaps = createGapWatch();
  function isAnnouncementDue(): boolean {
    const everyMs = job.isWatched() ? ANNOUNCE_EVERY_MS : ANNOUNCE_UNWATCHED_EVERY_MS;
    const every = msToSamples(everyMs) * inputs.length;
    if (samples - samplesAnnounced < every) return false;
    samplesAnnounced = Math.max(samplesAnnounced + every, samples - every);
    return true;
  }
  /** On all channels together. */
  let samples = 0;
  let samplesAnnounced = 0;

  const positionMs = (): number => Math.max(...channels.map(({ log }) => samplesToMs(log.samples)));
  const markGap = (found: Gap | null): void => void (found && record.gap(found));
  const named = (name: ChannelName) => channels.filter((channel) => channel.name === name);

  const listenerOf = (channel: ChannelName): FrameListener => ({
    onFrame(count) {
      if (samples === 0) report({ type: "begun" });
      samples += count;
      markGap(gaps.frame(positionMs(), Date.now()));
      storage.recorded(count);
      if (isAnnouncementDue()) job.setProblem("space", storage.problem);
    },
    onPaused(ordinal) {
      markGap(gaps.stop());
      if (record.paused(ordinal, positionMs())) job.setStage("paused");
      else job.announce();
    },
    onResumed(ordinal) {
      // Another channel's last frame before the pause may have come after its beginning.
      gaps.stop();
      if (record.resumed(ordinal)) job.setStage("recording");
      else job.announce();
    },
    onSilence: (isSilent) => report({ type: "silence", channel, isSilent }),
    onLogFailed(error) {
      for (const each of channels) each.stop();
      report({ type: "failed", problem: logProblem(error) });
    },
  });

  const channels: readonly RecordingChannel[] = opened.flatMap((channel, index) => {
    const input = inputs[index];
    return input ? recordInto(channel, input, listenerOf(input.name)) : [];
  });
  job.begin(channels);

  const stopLooking = lookRegularly(job, channels, () => samples, report);

  async function closeSources(reason: Problem | null): Promise<void> {
    await takeLastFrames(channels, () => samples);
    for (const { name } of channels) job.setProblem(name, null);
    job.setProblem("space", null);
    job.setProblem("audio", null);
    showLongSilence(job, null);
    job.setProblem("end", reason);
  }

  return {
    source: (channel, found) => job.setProblem(channel, found),
    frames(channel, port) {
      for (const each of named(channel)) each.continueFrom(port);
    },
    audioLost(isLost) {
      gaps.interrupted();
      job.setProblem("audio", isLost ? problem("audio-stopped") : null);
    },
    label(channel, label) {
      for (const each of named(channel)) each.rename(label);
      record.label(channel, label);
      job.announce();
    },
    muted(channel, isMuted) {
      for (const each of named(channel)) each.mute(isMuted);
      job.announce();
    },
    longSilence: (found) => showLongSilence(job, found),
    bookmark: () => record.bookmark(positionMs()),
    configure: job.configure,
    insights: (found) => job.setProblem("insights", found),
    async end(reason) {
      await closeSources(reason).catch(reportUnexpected("closing the sources"));
      stopLooking();
      markGap(gaps.stop());
      await job.finish("ending");
    },
  };
}

/** Looks for missing frames and for silence, which trigger nothing. @returns a function that ends the looking */
function lookRegularly(
  job: Job,
  channels: readonly RecordingChannel[],
  samplesNow: () => number,
  report: Dependencies["report"],
): () => void {
  let samplesAtLook = 0;
  let reportedMinutes = 0;
  const timer = setInterval(() => {
    for (const channel of channels) channel.look();
    const samples = samplesNow();
    if (samples === samplesAtLook) job.announce();
    samplesAtLook = samples;
    const minutes = Math.floor(Math.min(...channels.map(({ unheardMs }) => unheardMs)) / MINUTE_MS);
    if (minutes !== reportedMinutes) report({ type: "unheard", minutes });
    reportedMinutes = minutes;
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

function showLongSilence(job: Job, found: LongSilence | null): void {
  job.setProblem("silence", found?.isPaused ? problem("paused-in-silence") : null);
  job.ask(found && !found.isPaused ? found.minutes : null);
}

/** Takes what the audio threads still hand over, as long as samples come. */
async function takeLastFrames(
  channels: readonly RecordingChannel[],
  samplesNow: () => number,
): Promise<void> {
  const handedOver = Promise.all(channels.map(({ ended }) => ended));
  for (let before = -1; before !== samplesNow();) {
    before = samplesNow();
    await Promise.race([handedOver, delay(LAST_FRAMES_MS)]);
  }
  for (const channel of channels) channel.stop();
}

/** Only a log whose memory is full blames the disk; any other error is a bug. */
function logProblem(error: unknown): Problem {
  reportUnexpected("writing audio")(error);
  return error instanceof AudioMemoryFullError
    ? problem("disk-failed", String(error))
    : problem("unexpected", String(error));
}
