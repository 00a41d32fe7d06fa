/** A channel of numbered audio with a real transcriber, in fake time. */

import { vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES } from "../../../core/audio/format.ts";
import type { LoggedSession } from "../../../core/diagnostics/session-log.ts";
import { type ChannelName, type MeetingUsage, type Turn, turnId } from "../../../core/meeting.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";
import type { SpeechService } from "../../../core/speech/service.ts";
import {
  type SessionRateLimit,
  createSessionRateLimit,
} from "../../../core/speech/session-rate-limit.ts";
import {
  type Transcriber,
  startTranscriber,
} from "../../../entrypoints/offscreen/recorder/transcriber.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { createSerial } from "../../../entrypoints/shared/serial.ts";
import { NumberService, beginService, mint } from "./number-service.ts";
import { type AudioAt, numberedLog, numberedAudio } from "./numbered-audio.ts";

export const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "code",
  speech: { ...DEFAULT_SETTINGS.speech, speakerLabels: false },
  insight: { ...DEFAULT_SETTINGS.insight, enabled: false },
};

export interface NumberChannel {
  readonly transcriber: Transcriber;
  readonly samples: number;
  /** Usage of all ended sessions. */
  readonly usage: MeetingUsage | undefined;
  /** Ended sessions as they are logged, oldest first. */
  readonly sessions: readonly Omit<LoggedSession, "channel">[];
  /** Records so many samples at once; time does not pass. */
  append(samples: number): void;
  /** Returns the stored numbers in the order in which they were spoken. */
  heard(): Promise<readonly number[]>;
}

/** Stops time, which a test then advances, and starts a new service. */
export function stubPlatform(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"],
  });
  vi.stubGlobal("fetch", mint);
  vi.stubGlobal("WebSocket", NumberService);
  vi.stubGlobal("addEventListener", () => {});
  beginService();
}

export function restorePlatform(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

export interface NumberChannelOptions {
  readonly channel?: ChannelName;
  readonly sessionRateLimit?: SessionRateLimit;
  readonly settings?: Settings;
  readonly service?: SpeechService;
  /** Audio to record instead of numbered blocks, of which the service then recognises the words. */
  readonly audioAt?: AudioAt;
  /** Linear peak of a frame; numbered blocks are loud whatever their samples. */
  readonly peakOf?: (frame: Int16Array) => number;
}

export async function openNumberChannel({
  channel = "tab",
  sessionRateLimit = createSessionRateLimit(5),
  settings = SETTINGS,
  service = speechService,
  audioAt = numberedAudio,
  peakOf = () => 0.5,
}: NumberChannelOptions = {}): Promise<NumberChannel> {
  const stored = new Map<string, Turn>();
  const writes = createSerial();
  const announce = (turn: Turn): void => void stored.set(turnId(turn), turn);
  const log = numberedLog(audioAt);
  let usage: MeetingUsage | undefined;
  const turns = createTurnKeeper({
    meetingId: "m",
    channel,
    progress: { transcribedSamples: 0, settled: [], sessions: 0, speakers: [] },
    recordedSamples: () => log.samples,
    database: await openDatabase(),
    store: (write) => void writes.run(write),
    echoes: { stored: announce, changed: announce, shown: (partial) => partial },
    announcePartial() {},
  });
  const sessions: Omit<LoggedSession, "channel">[] = [];
  const transcriber = startTranscriber({
    service,
    settings,
    voices: "several",
    log,
    turns,
    sessionRateLimit,
    isPatient: false,
    onUsage(add) {
      usage = add(usage);
    },
    onSession: (session) => void sessions.push(session),
    onChange() {},
  });
  return {
    transcriber,
    sessions,
    get usage() {
      return usage;
    },
    get samples() {
      return log.samples;
    },
    append(samples) {
      const frame = audioAt(log.samples, samples);
      log.samples += samples;
      transcriber.appended(frame, peakOf(frame));
    },
    async heard() {
      await writes.idle();
      return [...stored.values()]
        .toSorted((a, b) => a.startMs - b.startMs)
        .flatMap(({ words }) => words.map(({ text }) => Number(text)));
    },
  };
}

const STEP_MS = 250;

/** Records all channels for so long. */
export async function record(channels: readonly NumberChannel[], ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    for (let step = 0; step < STEP_MS; step += FRAME_MS) {
      for (const channel of channels) channel.append(FRAME_SAMPLES);
    }
    await vi.advanceTimersByTimeAsync(STEP_MS);
  }
}
