/** A channel of numbered sound with a real transcriber, in compressed time: `vi.useFakeTimers` must be on. */

import { vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES } from "../../../core/audio/format.ts";
import { type ChannelName, type MeetingUsage, type Turn, turnId } from "../../../core/meeting.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";
import type { SpeechService } from "../../../core/speech/service.ts";
import {
  type SessionRateLimit,
  createSessionRateLimit,
} from "../../../core/speech/session-rate-limit.ts";
import { createStoreQueue } from "../../../entrypoints/offscreen/recorder/store-queue.ts";
import {
  type Transcriber,
  startTranscriber,
} from "../../../entrypoints/offscreen/recorder/transcriber.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { NumberService, beginService, mint } from "./number-service.ts";
import { numberedLog, numberedAudio } from "./numbered-sound.ts";

export const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "code",
  insight: { ...DEFAULT_SETTINGS.insight, enabled: false },
};

export interface NumberChannel {
  readonly transcriber: Transcriber;
  readonly samples: number;
  /** Of all sessions that have ended. */
  readonly usage: MeetingUsage | undefined;
  /** So many samples more are recorded, at once; time does not pass. */
  append(samples: number): void;
  /** The numbers that are stored, in the order they were spoken. */
  heard(): Promise<readonly number[]>;
}

/** Time stands still until a test moves it; the service is new. */
export function stubTheWorld(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "performance", "Date"],
  });
  vi.stubGlobal("fetch", mint);
  vi.stubGlobal("WebSocket", NumberService);
  vi.stubGlobal("addEventListener", () => {});
  beginService();
}

export function restoreTheWorld(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
}

export interface NumberChannelOptions {
  readonly channel?: ChannelName;
  readonly sessionRateLimit?: SessionRateLimit;
  readonly settings?: Settings;
  readonly service?: SpeechService;
}

export async function openNumberChannel({
  channel = "tab",
  sessionRateLimit = createSessionRateLimit(5),
  settings = SETTINGS,
  service = speechService,
}: NumberChannelOptions = {}): Promise<NumberChannel> {
  const stored = new Map<string, Turn>();
  const queue = createStoreQueue((error) => {
    throw error;
  });
  const sound = numberedLog();
  let usage: MeetingUsage | undefined;
  const turns = createTurnKeeper({
    meetingId: "m",
    channel,
    progress: { transcribedSamples: 0, settled: [], sessions: 0 },
    recordedSamples: () => sound.samples,
    database: await openDatabase(),
    queue,
    echoes: { judged: async (turn) => [turn], shown: (partial) => partial },
    announce: (event) => event.type === "turn" && stored.set(turnId(event.turn), event.turn),
  });
  const transcriber = startTranscriber({
    service,
    settings,
    channels: 1,
    sound,
    turns,
    sessionRateLimit,
    isPatient: false,
    onUsage(add) {
      usage = add(usage);
    },
    onChange() {},
  });
  return {
    transcriber,
    get usage() {
      return usage;
    },
    get samples() {
      return sound.samples;
    },
    append(samples) {
      const frame = numberedAudio(sound.samples, samples);
      sound.samples += samples;
      transcriber.appended(frame, 0.5);
    },
    async heard() {
      await queue.idle();
      return [...stored.values()]
        .toSorted((a, b) => a.startMs - b.startMs)
        .flatMap(({ words }) => words.map(({ text }) => Number(text)));
    },
  };
}

const STEP_MS = 250;

/** So much time passes, in which all of the channels are recorded. */
export async function record(channels: readonly NumberChannel[], ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    for (let step = 0; step < STEP_MS; step += FRAME_MS) {
      for (const channel of channels) channel.append(FRAME_SAMPLES);
    }
    await vi.advanceTimersByTimeAsync(STEP_MS);
  }
}
