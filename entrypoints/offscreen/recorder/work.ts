/**
 * What recording a meeting and transcribing it from disk have in common: its channels with their transcribers, the queue of
 * writes to the database, what the panels are told, and an orderly end.
 */

import { samplesToMs } from "../../../core/audio/format.ts";
import { type Stage, livePhase } from "../../../core/live-phase.ts";
import type { ChannelName, Meeting } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { LiveState, RecorderPhase } from "../../../core/protocol/live.ts";
import type { Settings } from "../../../core/settings.ts";
import { type Database, channelProgress, updateMeeting } from "../../shared/database.ts";
import { holdMeeting } from "../../shared/recording-lock.ts";
import { type Channel, openChannel } from "./channel.ts";
import type { SoundLog } from "./lasting-log.ts";
import { openLiveAnnouncer } from "./live.ts";
import type { RecorderReport } from "./protocol.ts";
import { openSoundLog } from "./sound-log.ts";
import { createStoreQueue } from "./store-queue.ts";
import { startTranscriber } from "./transcriber.ts";
import { createTurnKeeper } from "./turn-keeper.ts";
import { untilWritten } from "./until-written.ts";

export interface WorkOptions {
  /** As it is stored. */
  readonly meeting: Meeting;
  readonly activity: LiveState["activity"];
  readonly settings: Settings;
  readonly database: Database;
  readonly report: (report: RecorderReport) => void;
}

type ProblemSource = "source" | "space" | "disk" | "end";

export interface Work {
  /** Opens a channel's sound and starts its transcriber. */
  open(name: ChannelName): Promise<{ readonly channel: Channel; readonly sound: SoundLog }>;
  /** From now on these are what the panels are told of. */
  begin(channels: readonly Channel[]): void;
  announce(): void;
  /** What a person should know beyond the channels' own problems; null takes it back. */
  setProblem(of: ProblemSource, problem: Problem | null): void;
  /**
   * No more sound comes. Resolves when all transcribers are closed and everything is stored; a disk that is full has some
   * minutes for it.
   */
  finish(stage: Stage): Promise<void>;
}

/** Null where another thread is at work on this meeting. */
export async function openWork(options: WorkOptions): Promise<Work | null> {
  const { meeting, activity, settings, database, report } = options;
  const lock = await holdMeeting(meeting.id);
  if (!lock) return null;
  const problems = new Map<ProblemSource, Problem>();
  const sounds: SoundLog[] = [];
  let channels: readonly Channel[] = [];
  let stage: Stage = activity;
  let isStored = false;
  let lastPhase: RecorderPhase | null = null;

  const queue = createStoreQueue((error) => {
    problems.set("disk", problem("disk-failed", String(error)));
  });
  const live = openLiveAnnouncer(() => {
    announce();
    for (const { name, transcriber } of channels) {
      const { partial } = transcriber.status();
      live.announce({ type: "partial", meetingId: meeting.id, channel: name, partial });
    }
  });

  async function open(name: ChannelName) {
    const sound = await openSoundLog(meeting.id, name);
    const progress = await channelProgress(database, meeting, name, sound.samples);
    sounds.push(sound);
    const turns = createTurnKeeper({
      meetingId: meeting.id,
      channel: name,
      progress,
      database,
      queue,
      announce: live.announce,
    });
    const isPatient = activity === "transcribing";
    const transcriber = startTranscriber({ settings, sound, turns, isPatient, onChange });
    return { channel: openChannel(name, sound, transcriber), sound };
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

  const allProblems = (): readonly Problem[] => [
    ...problems.values(),
    ...channels.flatMap((channel) => channel.problems()).filter(isNews),
  ];

  /** A page known to have crashed is no longer silent for reasons unknown. */
  const isNews = ({ reason }: Problem): boolean =>
    reason !== "tab-silent" || !problems.has("source");

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
      untilWritten(sounds).then(announce),
    ]);
    const lost = Math.max(0, ...sounds.map((sound) => sound.close().lostSamples));
    if (lost > 0) problems.set("disk", problem("disk-failed", `${secondsOf(lost)} s`));
    const canGoOn = channels.some(({ transcriber }) => transcriber.status().canGoOn);
    queue.add(() =>
      updateMeeting(database, meeting.id, (stored) => ({
        ...stored,
        durationMs: Math.max(stored.durationMs, ...channels.map(({ recordedMs }) => recordedMs)),
        state: "saved",
        finishesByItself: canGoOn,
        problem: allProblems()[0] ?? null,
      })),
    );
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
    setProblem(of, found) {
      if (found) problems.set(of, found);
      else problems.delete(of);
      announce();
    },
    finish,
  };
}

const secondsOf = (samples: number): number => Math.ceil(samplesToMs(samples) / 1000);
