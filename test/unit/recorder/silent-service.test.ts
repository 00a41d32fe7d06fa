import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";
import { FRAME_MS, FRAME_SAMPLES, SAMPLE_RATE, samplesToMs } from "../../../core/audio/format.ts";
import { speechService } from "../../../core/speech/chosen-service.ts";
import { DEFAULT_SETTINGS } from "../../../core/settings/settings.ts";
import { createSessionRateLimit } from "../../../core/speech/session-rate-limit.ts";
import { createStoreQueue } from "../../../entrypoints/offscreen/recorder/store-queue.ts";
import { startTranscriber } from "../../../entrypoints/offscreen/recorder/transcriber.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { openDatabase } from "../../../entrypoints/shared/database/open.ts";
import { numberedLog, numberedAudio } from "./numbered-sound.ts";

const HEARTBEAT_MS = 5_000;
const LOUD = 0.5;
const QUIET = 0.001;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Takes all sound, and says nothing but its heartbeat. */
class BeatingService extends EventTarget {
  static hasStalled = false;
  readonly bufferedAmount = 0;

  constructor() {
    super();
    setTimeout(() => this.#say({ type: "Begin", id: "s", expires_at: null }), 100);
    setInterval(() => {
      if (!BeatingService.hasStalled) this.#say({ type: "Heartbeat" });
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
  const sound = numberedLog();
  const turns = createTurnKeeper({
    meetingId: "m",
    channel: "tab",
    progress: { transcribedSamples: 0, settled: [], sessions: 0 },
    recordedSamples: () => sound.samples,
    database: await openDatabase(),
    queue: createStoreQueue((error) => expect.fail(String(error))),
    echoes: { judged: async (turn) => [turn], shown: (partial) => partial },
    announce() {},
  });
  const transcriber = startTranscriber({
    service: speechService,
    settings: {
      ...DEFAULT_SETTINGS,
      workerUrl: "https://worker.example",
      accessCode: "code",
      speech: { ...DEFAULT_SETTINGS.speech, model },
    },
    channels: 1,
    sessionRateLimit: createSessionRateLimit(5),
    sound,
    turns,
    isPatient: false,
    onUsage() {},
    onChange() {},
  });
  await vi.advanceTimersByTimeAsync(1_000);

  return {
    async record(ms: number, peak = LOUD): Promise<void> {
      for (let passedMs = 0; passedMs < ms; passedMs += FRAME_MS) {
        const frame = numberedAudio(sound.samples, FRAME_SAMPLES);
        sound.samples += FRAME_SAMPLES;
        transcriber.appended(frame, peak);
        await vi.advanceTimersByTimeAsync(FRAME_MS);
      }
    },
    turns,
    behindMs: () => samplesToMs(sound.samples - transcriber.status().heardSamples),
  };
}

it("the ledger counts from the last sign of life where a heartbeat is missing", async () => {
  const { record, behindMs } = await startRecording("universal-3-5-pro");
  await record(30_000);
  expect(behindMs()).toBe(0);

  BeatingService.hasStalled = true;
  await record(2_000);
  expect(behindMs()).toBe(0);
  await record(10_000);
  expect(behindMs()).toBeGreaterThanOrEqual(12_000);
  expect(behindMs()).toBeLessThanOrEqual(12_000 + HEARTBEAT_MS);

  BeatingService.hasStalled = false;
  await record(HEARTBEAT_MS);
  expect(behindMs()).toBe(0);
});

it("a service without heartbeat is trusted until it has stalled: music brings no message either", async () => {
  const { record, behindMs } = await startRecording("u3-rt-pro");
  BeatingService.hasStalled = true;
  await record(18_000);
  expect(behindMs()).toBe(0);
});

it.each([
  ["loud", LOUD, 0],
  ["quiet", QUIET, 9],
])("sound that was captured as %s moves the offset as such", async (_name, peak, seconds) => {
  const { record, turns } = await startRecording("u3-rt-pro");
  await record(25_000, peak);
  expect(Math.floor(turns.transcribedSamples / SAMPLE_RATE)).toBe(seconds);
});
