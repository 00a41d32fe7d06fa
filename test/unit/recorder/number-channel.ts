/** A channel of numbered audio with a real transcriber, in fake time. */

import { vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES } from "../../../core/audio/format.ts";
import type { LoggedSession } from "../../../core/diagnostics/session-log.ts";
import {
  type ChannelName,
  type MeetingUsage,
  type PartialTurn,
  type Turn,
  turnId,
} from "../../../core/meeting.ts";
import type { Covered } from "../../../core/speech/drafts.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../../core/settings/settings.ts";
import type { SpeechService } from "../../../core/speech/service.ts";
import {
  type SessionRateLimit,
  createSessionRateLimit,
} from "../../../core/speech/session-rate-limit.ts";
import { startDraftedTranscriber } from "../../../entrypoints/offscreen/recorder/drafted-transcriber.ts";
import type { Transcriber } from "../../../entrypoints/offscreen/recorder/transcriber.ts";
import { getMeeting } from "../../../entrypoints/shared/database/meeting-store.ts";
import { channelProgress } from "../../../entrypoints/shared/database/turn-store.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { createSerial } from "../../../entrypoints/shared/serial.ts";
import { NOTHING_YET } from "../spoken.ts";
import { NumberService, beginService, mint } from "./number-service.ts";
import { type AudioAt, numberedLog, numberedAudio } from "./numbered-audio.ts";

export const SETTINGS: Settings = {
  ...DEFAULT_SETTINGS,
  workerUrl: "https://worker.example",
  accessCode: "code",
  insight: { ...DEFAULT_SETTINGS.insight, enabled: false },
  speech: { ...DEFAULT_SETTINGS.speech, speakerLabels: false, draftWhileAway: false },
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
  /** Resolves when everything so far is stored. */
  stored(): Promise<void>;
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

/** Events as panels receive them. */
export interface PanelEvents {
  turn(turn: Turn): void;
  partial(channel: ChannelName, partial: PartialTurn | null): void;
  replaced(channel: ChannelName, covered: Covered): void;
}
const NO_PANEL: PanelEvents = { turn() {}, partial() {}, replaced() {} };

export interface NumberChannelOptions {
  readonly channel?: ChannelName;
  readonly sessionRateLimit?: SessionRateLimit;
  readonly settings?: Settings;
  readonly service?: SpeechService;
  readonly draftService?: SpeechService | null;
  /** A stored meeting, in which the channel goes on from its offset. Default: one that is not stored. */
  readonly meetingId?: string;
  /** Samples recorded before. */
  readonly samples?: number;
  readonly isPatient?: boolean;
  readonly listener?: PanelEvents;
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
  draftService = null,
  meetingId = "m",
  samples = 0,
  isPatient = false,
  listener = NO_PANEL,
  audioAt = numberedAudio,
  peakOf = () => 0.5,
}: NumberChannelOptions = {}): Promise<NumberChannel> {
  const stored = new Map<string, Turn>();
  const writes = createSerial();
  const announce = (turn: Turn): void => {
    stored.set(turnId(turn), turn);
    listener.turn(turn);
  };
  const log = Object.assign(numberedLog(audioAt), { samples });
  let usage: MeetingUsage | undefined;
  const database = await openDatabase();
  const meeting = await getMeeting(database, meetingId);
  const keeper = {
    meetingId,
    channel,
    progress: meeting ? await channelProgress(database, meeting, channel, samples) : NOTHING_YET,
    recordedSamples: () => log.samples,
    database,
    store: (write: () => Promise<void>) => void writes.run(write),
    echoes: {
      stored(turn: Turn, onAnnounced?: () => void) {
        announce(turn);
        onAnnounced?.();
      },
      changed: announce,
      shown: <Partial>(partial: Partial) => partial,
    },
    announcePartial: listener.partial,
    announceReplaced: listener.replaced,
  };
  const sessions: Omit<LoggedSession, "channel">[] = [];
  const transcriber = startDraftedTranscriber({
    service,
    draftService,
    keeper,
    settings,
    voices: "several",
    log,
    sessionRateLimit,
    isPatient,
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
    stored: () => writes.idle(),
    async heard() {
      await writes.idle();
      return [...stored.values()]
        .toSorted((a, b) => a.startMs - b.startMs)
        .flatMap(({ words }) => words.map(({ text }) => Number(text)));
    },
  };
}

const STEP_MS = 250;

/**
 * Records all channels for so long.
 *
 * @param onStep called four times a second, with everything stored
 */
export async function record(
  channels: readonly NumberChannel[],
  ms: number,
  onStep?: () => void,
): Promise<void> {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    for (let step = 0; step < STEP_MS; step += FRAME_MS) {
      for (const channel of channels) channel.append(FRAME_SAMPLES);
    }
    await vi.advanceTimersByTimeAsync(STEP_MS);
    if (!onStep) continue;
    await Promise.all(channels.map((channel) => channel.stored()));
    onStep();
  }
}
