/**
 * What recording a meeting and transcribing it from disk have in common: its channels with their transcribers, the queue of
 * writes to the database, what the panels are told, and an orderly end.
 */

import { samplesToMs } from "../../../core/audio/format.ts";
import { type Stage, livePhase } from "../../../core/recording/live-phase.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { LiveState, RecorderPhase } from "../../../core/protocol/live.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { channelProgress } from "../../shared/database/turn-store.ts";
import { holdMeeting } from "../../shared/locks.ts";
import { type Channel, type OpenChannel, openChannel } from "./channel.ts";
import type { AudioLog } from "./durable-audio-log.ts";
import { openLiveChannel } from "../../shared/live-channel.ts";
import type { RecorderReport } from "../../../core/protocol/recorder.ts";
import { createStoreQueue } from "./store-queue.ts";
import { startTranscriber } from "./transcriber.ts";
import { createEchoWatch } from "./echo-watch.ts";
import { type TurnKeeper, createTurnKeeper } from "./turn-keeper.ts";
import { drainToDisk } from "./drain-to-disk.ts";

/** What a recorder thread has at hand. */
export interface Dependencies {
  readonly report: (report: RecorderReport) => void;
  /** A channel's sound, from its present end on; as of `openAudioLog`. */
  readonly openAudio: (meetingId: string, channel: ChannelName) => Promise<AudioLog>;
}

export interface JobOptions extends Dependencies {
  /** As it is stored. */
  readonly meeting: Meeting;
  readonly activity: LiveState["activity"];
  readonly settings: Settings;
  readonly database: Database;
}

/** A channel stands for its source. */
type ProblemSource = ChannelName | "space" | "disk" | "database" | "insights" | "end";

export interface Work {
  /** Opens a channel's sound and starts its transcriber. */
  open(name: ChannelName): Promise<OpenChannel>;
  /** From now on these are what the panels are told of. */
  begin(channels: readonly Channel[]): void;
  announce(): void;
  /** What a person should know beyond the channels' own problems; null takes it back. */
  setProblem(of: ProblemSource, problem: Problem | null): void;
  setStage(stage: Stage): void;
  /** Changes the meeting's record, in order with everything else that is stored, and tells the panels. */
  change(how: (meeting: Meeting) => Meeting): void;
  /** New settings hold for every channel from now on. */
  configure(settings: Settings): void;
  /**
   * No more sound comes. Resolves when all transcribers are closed and everything is stored; a disk that is full has some
   * minutes for it.
   */
  finish(stage: Stage): Promise<void>;
  /** Nobody wants the rest of the transcript, for now. */
  drop(): void;
}

/** Null where another thread is at work on this meeting. */
export async function openJob(options: JobOptions): Promise<Work | null> {
  const { meeting, activity, settings, database, report, openAudio } = options;
  const lock = await holdMeeting(meeting.id);
  if (!lock) return null;
  const problems = new Map<ProblemSource, Problem>();
  const sounds = new Map<ChannelName, AudioLog>();
  const keepers = new Map<ChannelName, TurnKeeper>();
  let channels: readonly Channel[] = [];
  let stage: Stage = activity;
  let isStored = false;
  let lastPhase: RecorderPhase | null = null;
  const sessionRateLimit = createSessionRateLimit(speechService.limits.sessionsPerMinute);

  const onStoreError = (error: unknown): void => {
    problems.set("disk", problem("disk-failed", String(error)));
  };
  const queue = createStoreQueue(onStoreError);
  const echoes = createEchoWatch({
    database,
    audioOf: (name) => sounds.get(name) ?? null,
    partialOf: (name) => keepers.get(name)?.partial ?? null,
    onError: onStoreError,
  });
  const live = openLiveChannel({
    onHello() {
      announce();
      for (const { name, transcriber } of channels) {
        const { partial } = transcriber.status();
        live.announce({ type: "partial", meetingId: meeting.id, channel: name, partial });
      }
    },
  });

  async function open(name: ChannelName): Promise<OpenChannel> {
    const sound = await openAudio(meeting.id, name);
    const progress = await channelProgress(database, meeting, name, sound.samples);
    sounds.set(name, sound);
    const turns = createTurnKeeper({
      meetingId: meeting.id,
      channel: name,
      progress,
      recordedSamples: () => sound.samples,
      database,
      queue,
      echoes,
      announce: live.announce,
    });
    keepers.set(name, turns);
    const transcriber = startTranscriber({
      service: speechService,
      settings,
      channels: meeting.channels.length,
      sound,
      turns,
      sessionRateLimit,
      isPatient: activity === "transcribing",
      onUsage: (add) => change((now) => ({ ...now, usage: add(now.usage) })),
      onChange,
    });
    return openChannel(name, sound, transcriber);
  }

  function change(how: (meeting: Meeting) => Meeting): void {
    queue.add(async () => {
      const stored = await updateMeeting(database, meeting.id, how);
      if (stored) live.announce({ type: "meeting", meeting: stored });
    });
  }

  function phase(): RecorderPhase {
    const derived = livePhase(
      channels.map((channel) => channel.progress()),
      stage,
    );
    if (derived !== "saved" || isStored) return derived;
    // Closed sockets are not enough: what they brought must be stored too.
    return activity === "recording" ? "saving" : "catching-up";
  }

  /** What befell two channels alike is said once. */
  function allProblems(): readonly Problem[] {
    const known = (name: ChannelName) => problems.get(name) ?? null;
    const found = channels.flatMap((channel) => channel.problems(known(channel.name)));
    return [...problems.values(), ...found].filter(isFirstOfItsReason);
  }

  function announce(): void {
    const state: LiveState = {
      meetingId: meeting.id,
      activity,
      title: meeting.title,
      startedAt: meeting.startedAt,
      phase: phase(),
      channels: channels.map((channel) => channel.ledger()),
      problems: allProblems(),
    };
    live.announce({ type: "state", state });
    if (state.phase === lastPhase) return;
    lastPhase = state.phase;
    report({ type: "phase", phase: state.phase });
  }

  function onChange(): void {
    if (phase() !== lastPhase) announce();
  }

  async function finish(next: Stage): Promise<void> {
    stage = next;
    for (const { transcriber } of channels) transcriber.end();
    announce();
    await Promise.all([
      ...channels.map(({ transcriber }) => transcriber.closed),
      drainToDisk([...sounds.values()]).then(announce),
    ]);
    // The last turns are still compared by their sound.
    await queue.idle();
    const lost = Math.max(0, ...[...sounds.values()].map((sound) => sound.close().lostSamples));
    if (lost > 0) problems.set("disk", problem("disk-failed", `${secondsOf(lost)} s`));
    const canGoOn = channels.some(({ transcriber }) => transcriber.status().canGoOn);
    queue.add(async () => {
      await updateMeeting(database, meeting.id, (stored) => ({
        ...stored,
        durationMs: Math.max(stored.durationMs, ...channels.map(({ recordedMs }) => recordedMs)),
        state: "saved",
        finishesByItself: canGoOn,
        problem: allProblems()[0] ?? null,
      }));
    });
    await queue.idle();
    isStored = true;
    announce();
    live.close();
    database.close();
    lock?.release();
    report({ type: "finished", canGoOn });
  }

  return {
    open,
    begin(opened) {
      channels = opened;
      announce();
    },
    announce,
    setStage(next) {
      stage = next;
      announce();
    },
    change,
    configure(next) {
      for (const { transcriber } of channels) transcriber.configure(next);
    },
    setProblem(of, found) {
      if (found) problems.set(of, found);
      else problems.delete(of);
      announce();
    },
    finish,
    drop() {
      for (const { transcriber } of channels) transcriber.drop();
    },
  };
}

const isFirstOfItsReason = ({ reason }: Problem, index: number, all: readonly Problem[]): boolean =>
  all.findIndex((other) => other.reason === reason) === index;

const secondsOf = (samples: number): number => Math.ceil(samplesToMs(samples) / 1000);
