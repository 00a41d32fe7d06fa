/**
 * The way of the sound after the audio thread: each frame is appended to its channel's file, and from there transcribed.
 * Records one meeting from `begin` to everything stored.
 */

import { FRAME_MS } from "../../../core/audio/format.ts";
import { livePhase } from "../../../core/live-phase.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { MeetingPlan } from "../../../core/protocol/control.ts";
import type { LiveState, RecorderPhase } from "../../../core/protocol/live.ts";
import { addMeeting, openDatabase, updateMeeting } from "../../shared/database.ts";
import { type RecordedChannel, recordChannel } from "./channel.ts";
import { openLiveAnnouncer } from "./live.ts";
import type { ChannelInput, RecorderReport } from "./protocol.ts";
import { createStoreQueue } from "./store-queue.ts";
import { startTranscriber } from "./transcriber.ts";
import { createTurnKeeper } from "./turn-keeper.ts";

/** How often panels hear the levels and the ledger. */
const ANNOUNCE_EVERY_FRAMES = 100 / FRAME_MS;
/** How long the audio thread may take to hand over its last samples once its source has ended. */
const LAST_SAMPLES_MS = 2_000;

export interface MeetingRecorder {
  /** The sources have ended. Resolves when everything is stored and every socket is closed. */
  end(reason: Problem | null): Promise<void>;
}

export async function recordMeeting(
  plan: MeetingPlan,
  inputs: readonly ChannelInput[],
  report: (report: RecorderReport) => void,
): Promise<MeetingRecorder> {
  const { meetingId, title, pageUrl, settings } = plan;
  const startedAt = Date.now();
  const database = await openDatabase();
  let channels: readonly RecordedChannel[] = [];
  let frames = 0;
  let hasEnded = false;
  let isSaved = false;
  let lastPhase: RecorderPhase | null = null;
  let storeProblem: Problem | null = null;
  let endReason: Problem | null = null;

  const queue = createStoreQueue((error) => {
    storeProblem = problem("disk-failed", String(error));
  });
  const live = openLiveAnnouncer(() => {
    announceState();
    for (const { name, transcriber } of channels) {
      const { partial } = transcriber.status();
      live.announce({ type: "partial", meetingId, channel: name, partial });
    }
  });

  await addMeeting(database, {
    id: meetingId,
    title,
    pageUrl,
    startedAt,
    durationMs: 0,
    state: "recording",
    channels: inputs.map(({ name }) => ({ name, transcribedSamples: 0 })),
    problem: null,
  });
  channels = await Promise.all(inputs.map(record));
  announceState();

  function record(input: ChannelInput): Promise<RecordedChannel> {
    const turns = createTurnKeeper({
      meetingId,
      channel: input.name,
      database,
      queue,
      announce: live.announce,
    });
    return recordChannel(
      meetingId,
      input,
      (sound) => startTranscriber({ settings, sound, turns, onChange: announceChange }),
      {
        onFrame() {
          if (frames++ === 0) report({ type: "recording" });
          if (frames % ANNOUNCE_EVERY_FRAMES === 0) announceState();
        },
        onDiskFailed(error) {
          for (const channel of channels) channel.stop();
          report({ type: "failed", problem: problem("disk-failed", String(error)) });
        },
      },
    );
  }

  function phase(): RecorderPhase {
    const derived = livePhase(
      channels.map((channel) => channel.progress()),
      hasEnded,
    );
    // Closed sockets are not enough: what they brought must be stored too.
    return derived === "saved" && !isSaved ? "saving" : derived;
  }

  function problems(): readonly Problem[] {
    const ofChannels = channels.flatMap((channel) => channel.problems());
    return [storeProblem, endReason, ...ofChannels].filter((each) => each !== null);
  }

  function announceState(): void {
    const state: LiveState = {
      meetingId,
      activity: "recording",
      title,
      startedAt,
      phase: phase(),
      channels: channels.map((channel) => channel.ledger()),
      problems: problems(),
    };
    live.announce({ type: "state", state });
    if (state.phase === lastPhase) return;
    lastPhase = state.phase;
    report({ type: "phase", phase: state.phase });
  }

  function announceChange(): void {
    if (phase() !== lastPhase) announceState();
  }

  async function end(reason: Problem | null): Promise<void> {
    endReason = reason;
    const handedOver = Promise.all(channels.map(({ ended }) => ended));
    await Promise.race([handedOver, after(LAST_SAMPLES_MS)]);
    hasEnded = true;
    for (const channel of channels) {
      channel.stop();
      channel.transcriber.end();
    }
    announceState();
    await Promise.all(channels.map(({ transcriber }) => transcriber.closed));
    queue.add(() =>
      updateMeeting(database, meetingId, (meeting) => ({
        ...meeting,
        durationMs: Math.max(0, ...channels.map(({ recordedMs }) => recordedMs)),
        state: "saved",
        problem: problems()[0] ?? null,
      })),
    );
    await queue.idle();
    for (const channel of channels) channel.close();
    isSaved = true;
    announceState();
    live.close();
    database.close();
  }

  return { end };
}

const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
