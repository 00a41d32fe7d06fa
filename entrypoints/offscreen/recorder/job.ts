/**
 * The common part of a recording and a transcription from disk: channels with their transcribers, ordered writes to the database, the
 * state that panels see, and an orderly end.
 */

import { samplesToMs } from "../../../core/audio/format.ts";
import type { ChannelName, Meeting, Turn } from "../../../core/meeting.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { LiveState } from "../../../core/protocol/live.ts";
import type { RecorderReport } from "../../../core/protocol/recorder.ts";
import type { ProblemSource, Stage } from "../../../core/recording/job-state.ts";
import { type Settings, settingsFor } from "../../../core/settings/settings.ts";
import { voicesOn } from "../../../core/speech/service.ts";
import { draftServiceFor, speechServiceFor } from "../../../core/speech/chosen-service.ts";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { updateMeeting } from "../../shared/database/meeting-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { channelProgress } from "../../shared/database/turn-store.ts";
import { addSession } from "../../shared/diagnostics-log.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { holdMeeting } from "../../shared/locks.ts";
import { inStore, storageProblem } from "../../shared/storage-problem.ts";
import { type Channel, openChannel } from "./channel.ts";
import { type AudioLog, drainToDisk } from "./durable-audio-log.ts";
import { startDraftedTranscriber } from "./drafted-transcriber.ts";
import { createEchoWatch, type EchoWatch } from "./echo-watch.ts";
import { createJobWriter, type JobWriter } from "./job-writer.ts";
import { createJobAnnouncer, type JobAnnouncer } from "./job-announcer.ts";

export interface Dependencies {
  readonly report: (report: RecorderReport) => void;
  /**
   * Opens a channel's audio for appending, exclusively until it is closed.
   *
   * @throws DOMException `NoModificationAllowedError` if another holder keeps the file, others if the disk refuses
   */
  readonly openAudio: (meetingId: string, channel: ChannelName) => Promise<AudioLog>;
}

export interface JobOptions extends Dependencies {
  /** As it is stored. */
  readonly meeting: Meeting;
  readonly activity: LiveState["activity"];
  readonly settings: Settings;
  readonly database: Database;
}

export interface Job {
  /**
   * Opens a channel's audio and starts its transcriber.
   *
   * @param earlier turns of the transcript that a new one replaces
   */
  open(name: ChannelName, earlier?: readonly Turn[]): Promise<Channel>;
  /** All channels are open, so panels may be told of them. */
  begin(channels: readonly Channel[]): void;
  announce(): void;
  /** A panel is open and can be seen. */
  isWatched(): boolean;
  /** Sets what the user should know beyond the channels' own problems; null takes it back. */
  setProblem(source: ProblemSource, found: Problem | null): void;
  setStage(stage: Stage): void;
  /** Asks the user whether to go on, after so many minutes of silence; null takes the question back. */
  ask(silentMinutes: number | null): void;
  /** Changes the meeting's record, in order with all other writes, and tells the panels. */
  change(how: (meeting: Meeting) => Meeting): void;
  configure(settings: Settings): void;
  /**
   * No more frames come. Resolves when all transcribers are closed, everything is stored and the lock is released; a full disk gets some
   * minutes. Never rejects.
   */
  finish(stage: Stage): Promise<void>;
  /** The rest of the transcript is not wanted for now. */
  drop(): void;
  /** Gives up a job that could not begin. What was written stays. */
  abandon(): void;
}

/** Resolves to null if another thread works on this meeting. */
export async function openJob(options: JobOptions): Promise<Job | null> {
  const lock = await holdMeeting(options.meeting.id);
  return lock && createJob(options, lock.release);
}

function createJob(options: JobOptions, releaseLock: () => void): Job {
  const { meeting, activity, database, report, openAudio } = options;
  let wanted = options.settings;
  let { notesLanguage } = meeting;
  const settings = (): Settings =>
    settingsFor(wanted, notesLanguage === undefined ? {} : { notesLanguage });
  const opened = new Map<ChannelName, Channel>();
  const channels = (): readonly Channel[] => [...opened.values()];
  const speechService = speechServiceFor(wanted);
  const sessionRateLimit = createSessionRateLimit(speechService.limits.sessionsPerMinute);
  const announcer = createJobAnnouncer(meeting, activity, report, (changed) => {
    if (changed.notesLanguage === notesLanguage) return;
    ({ notesLanguage } = changed);
    configureAll();
  });
  const writer = createJobWriter((found) => announcer.setProblem("storing", found));
  const echoes = createEchoWatch({
    database,
    audioOf: (name) => opened.get(name)?.log ?? null,
    partialOf: (name) => opened.get(name)?.transcriber.status().partial ?? null,
    announce: (turn) => announcer.post({ type: "turn", turn }),
    onError: reportUnexpected("judging echo"),
  });

  async function open(name: ChannelName, earlier: readonly Turn[] = []): Promise<Channel> {
    const log = await inStore("disk", openAudio(meeting.id, name));
    const stored = channelProgress(database, meeting, name, log.samples);
    const keeper = {
      meetingId: meeting.id,
      channel: name,
      progress: await inStore("database", stored),
      earlier: earlier.filter((turn) => turn.channel === name),
      recordedSamples: () => log.samples,
      database,
      store: writer.store,
      echoes,
      announcePartial: announcer.partial,
      announceReplaced: announcer.draftsReplaced,
    };
    const transcriber = startDraftedTranscriber({
      service: speechService,
      // No user waits for a transcription from disk.
      draftService: activity === "recording" ? draftServiceFor(speechService) : null,
      settings: settings(),
      voices: voicesOn(name, meeting.channels.length),
      log,
      keeper,
      sessionRateLimit,
      isPatient: activity === "transcribing",
      onSession: (session) =>
        writer.store(() =>
          addSession({ channel: name, ...session }).catch(reportUnexpected("logging a session")),
        ),
      onUsage: (add) => change((now) => ({ ...now, usage: add(now.usage) })),
      onChange: announcer.announceNewPhase,
    });
    const channel = openChannel({ name, log, transcriber });
    opened.set(name, channel);
    return channel;
  }

  function change(how: (meeting: Meeting) => Meeting): void {
    writer.store(async () => {
      const stored = await updateMeeting(database, meeting.id, how);
      if (stored) announcer.post({ type: "meeting", meeting: stored });
    });
  }

  function configureAll(): void {
    for (const { transcriber } of channels()) transcriber.configure(settings());
  }

  function release(): void {
    announcer.close();
    database.close();
    releaseLock();
  }

  return {
    open,
    begin: announcer.begin,
    announce: announcer.announce,
    isWatched: () => announcer.isWatched,
    setProblem: announcer.setProblem,
    setStage: (stage) => announcer.update((job) => ({ ...job, stage })),
    ask: (silentMinutes) => announcer.update((job) => ({ ...job, silentMinutes })),
    change,
    configure(next) {
      wanted = next;
      configureAll();
    },
    async finish(stage) {
      const parts = { meeting, database, channels: channels(), writer, echoes, announcer };
      await storeEverything(stage, parts).catch(reportUnexpected("finishing a meeting"));
      release();
      report({ type: "finished", canGoOn: canGoOn(channels()) });
    },
    drop() {
      for (const { transcriber } of channels()) transcriber.drop();
    },
    abandon() {
      for (const { transcriber } of channels()) transcriber.drop();
      release();
    },
  };
}

const canGoOn = (channels: readonly Channel[]): boolean =>
  channels.some(({ transcriber }) => transcriber.status().canGoOn);

interface FinishingParts {
  readonly meeting: Meeting;
  readonly database: Database;
  readonly channels: readonly Channel[];
  readonly writer: JobWriter;
  readonly echoes: EchoWatch;
  readonly announcer: JobAnnouncer;
}

async function storeEverything(stage: Stage, parts: FinishingParts): Promise<void> {
  const { meeting, database, channels, writer, echoes, announcer } = parts;

  /** A failed step is reported and does not hold up the next one. */
  async function attempt(step: string, act: () => Promise<void> | void): Promise<void> {
    try {
      await act();
    } catch (error) {
      reportUnexpected(step)(error);
      announcer.setProblem("disk", storageProblem("disk", error));
    }
  }

  announcer.update((job) => ({ ...job, stage }));
  for (const { transcriber } of channels) transcriber.end();
  const logs = channels.map(({ log }) => log);
  await Promise.all([
    ...channels.map(({ transcriber }) => transcriber.closed),
    attempt("writing the last audio", () => drainToDisk(logs).then(announcer.announce)),
  ]);
  await writer.drain();
  // Needs the audio of the last turns.
  await echoes.idle();
  let lostSamples = 0;
  for (const log of logs)
    await attempt("closing audio", () => {
      lostSamples = Math.max(lostSamples, log.close().lostSamples);
    });
  if (lostSamples > 0)
    announcer.setProblem("disk", problem("disk-failed", `${secondsOf(lostSamples)} s`));
  const recordedMs = logs.map(({ samples }) => samplesToMs(samples));
  writer.store(async () => {
    await updateMeeting(database, meeting.id, (stored) => ({
      ...stored,
      durationMs: Math.max(stored.durationMs, ...recordedMs),
      state: "saved",
      finishesByItself: canGoOn(channels),
      problem: announcer.problems[0] ?? null,
    }));
  });
  await writer.drain();
  announcer.update((job) => ({ ...job, isStored: true }));
}

const secondsOf = (samples: number): number => Math.ceil(samplesToMs(samples) / 1000);
