import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, samplesToMs } from "../../../core/audio/format.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { DEFAULT_SETTINGS } from "../../../core/settings/settings.ts";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { startTranscriber } from "../../../entrypoints/offscreen/recorder/transcriber.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { createSerial } from "../../../entrypoints/shared/serial.ts";
import { NOTHING_YET } from "../spoken.ts";
import { numberedLog, numberedAudio } from "./numbered-audio.ts";

const HEARTBEAT_MS = 5_000;
const LOUD = 0.5;
const QUIET = 0.001;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Takes all audio and sends nothing but heartbeats. */
class BeatingService extends EventTarget {
  static hasStalled = false;
  readonly bufferedAmount = 0;

  constructor() {
    super();
    setTimeout(() => this.#say({ type: "Begin", id: "s", expires_at: null }), 100);
    setInterval(() => {
      if (!BeatingService.hasStalled) this.#say({ type: "Heartbeat", total_audio_received_ms: 0 });
    }, HEARTBEAT_MS);
  }

  send(): void {}
  close(): void {}

  #say(message: object): void {
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }
}

const mint = async (): Promise<Response> =>
  Response.json({
    token: "t",
    expires_in_seconds: 60,
    max_session_duration_seconds: 3_600,
    websocket_url: "wss://speech.example/v3/ws",
  });

async function startRecording(model: string) {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "performance", "Date"] });
  vi.stubGlobal("fetch", mint);
  vi.stubGlobal("WebSocket", BeatingService);
  vi.stubGlobal("addEventListener", () => {});
  BeatingService.hasStalled = false;
  const log = numberedLog();
  const writes = createSerial();
  let sessions = 0;
  const turns = createTurnKeeper({
    meetingId: "m",
    channel: "tab",
    progress: NOTHING_YET,
    recordedSamples: () => log.samples,
    database: await openDatabase(),
    store: (write) => void writes.run(write),
    echoes: { stored() {}, changed() {}, shown: (partial) => partial },
    announcePartial() {},
    announceReplaced() {},
    nextSession: () => sessions++,
    draftAfter: null,
  });
  const transcriber = startTranscriber({
    service: speechService,
    settings: {
      ...DEFAULT_SETTINGS,
      workerUrl: "https://worker.example",
      accessCode: "code",
      speech: { ...DEFAULT_SETTINGS.speech, model },
    },
    voices: "several",
    sessionRateLimit: createSessionRateLimit(5),
    log,
    turns,
    isPatient: false,
    onUsage() {},
    onSession() {},
    onChange() {},
  });
  await vi.advanceTimersByTimeAsync(1_000);

  return {
    async record(ms: number, peak = LOUD): Promise<void> {
      for (let passedMs = 0; passedMs < ms; passedMs += FRAME_MS) {
        const frame = numberedAudio(log.samples, FRAME_SAMPLES);
        log.samples += FRAME_SAMPLES;
        transcriber.appended(frame, peak);
        await vi.advanceTimersByTimeAsync(FRAME_MS);
      }
    },
    turns,
    lagMs: () => samplesToMs(log.samples - transcriber.status().heardSamples),
  };
}

it("the lag counts from the last heartbeat while one is overdue", async () => {
  const { record, lagMs } = await startRecording("u3-rt-pro");
  await record(30_000);
  expect(lagMs()).toBe(0);

  BeatingService.hasStalled = true;
  await record(2_000);
  expect(lagMs()).toBe(0);
  await record(10_000);
  expect(lagMs()).toBeGreaterThanOrEqual(12_000);
  expect(lagMs()).toBeLessThanOrEqual(12_000 + HEARTBEAT_MS);

  BeatingService.hasStalled = false;
  await record(HEARTBEAT_MS);
  expect(lagMs()).toBe(0);
});

it("a service without heartbeats counts as up to date until it stalls, because music yields no message either", async () => {
  const { record, lagMs } = await startRecording("u3-rt-pro");
  BeatingService.hasStalled = true;
  await record(18_000);
  expect(lagMs()).toBe(0);
});

it.each([
  ["loud", LOUD, 0],
  ["quiet", QUIET, 9],
])(
  "audio captured as %s moves the offset accordingly without any message",
  async (_name, peak, seconds) => {
    const { record, turns } = await startRecording("u3-rt-pro");
    await record(25_000, peak);
    expect(Math.floor(turns.transcribedSamples / SAMPLE_RATE)).toBe(seconds);
  },
);
