import "fake-indexeddb/auto";
import { afterEach, expect, it, vi } from "vitest";
import { FRAME_SAMPLES, SAMPLE_RATE, samplesToMs } from "../../../core/audio/format.ts";
import { DEFAULT_SETTINGS } from "../../../core/settings.ts";
import { type Turn, turnId } from "../../../core/meeting.ts";
import { createStoreQueue } from "../../../entrypoints/offscreen/recorder/store-queue.ts";
import { startTranscriber } from "../../../entrypoints/offscreen/recorder/transcriber.ts";
import { createTurnKeeper } from "../../../entrypoints/offscreen/recorder/turn-keeper.ts";
import { openDatabase } from "../../../entrypoints/shared/database.ts";
import { BLOCK_SAMPLES, numberAt, numberedLog, numberedSound } from "./numbered-sound.ts";

/** The shortest session that a Worker grants. */
const SESSION_SECONDS = 60;
const HOURS = 3;
const STEP_MS = 250;
const BLOCKS_PER_TURN = 25;
/** After a turn nobody speaks for this long. */
const PAUSE_BLOCKS = 8;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A speech service in compressed time: hears the numbers of whole blocks, and ends a session with 3008 when its time is up. */
class NumberService extends EventTarget {
  static sessions = 0;
  static expired = 0;
  readonly bufferedAmount = 0;
  #isClosed = false;
  #heard = 0;
  #order = 0;
  #open: { number: number; startMs: number }[] = [];
  #tail: Int16Array = new Int16Array(0);

  constructor() {
    super();
    NumberService.sessions++;
    setTimeout(() => {
      this.#say({ type: "Begin", id: "s", expires_at: Date.now() / 1000 + SESSION_SECONDS });
      setTimeout(() => {
        if (!this.#isClosed) NumberService.expired++;
        this.#close(3008);
      }, SESSION_SECONDS * 1000);
    }, 1_200);
  }

  send(data: string | Int16Array): void {
    if (typeof data !== "string") return this.#hear(data);
    setTimeout(() => {
      this.#endTurn();
      this.#say({ type: "Termination" });
      this.#close(1000);
    }, 600);
  }

  close(): void {
    this.#isClosed = true;
  }

  #hear(samples: Int16Array): void {
    const sound = new Int16Array(this.#tail.length + samples.length);
    sound.set(this.#tail);
    sound.set(samples, this.#tail.length);
    let at = 0;
    while (at + BLOCK_SAMPLES <= sound.length) {
      const block = sound.subarray(at, at + BLOCK_SAMPLES);
      const stub = samplesOfStub(block);
      if (stub === 0) this.#hearBlock(numberOf(block, 0), this.#heard + at);
      at += stub === 0 ? BLOCK_SAMPLES : stub;
    }
    this.#tail = sound.slice(at);
    this.#heard += at;
  }

  #hearBlock(number: number, atSample: number): void {
    if (number % (BLOCKS_PER_TURN + PAUSE_BLOCKS) >= BLOCKS_PER_TURN) return this.#endTurn();
    this.#open.push({ number, startMs: samplesToMs(atSample) });
    if (this.#open.length % 10 === 1) this.#turn(false);
  }

  #endTurn(): void {
    if (this.#open.length === 0) return;
    this.#turn(true);
    this.#order++;
    this.#open = [];
  }

  /** The edges are padded, as on the wire. */
  #turn(isEnd: boolean): void {
    const last = this.#open.length - 1;
    const words = this.#open.map(({ number, startMs }, index) => ({
      text: String(number),
      start: index === 0 ? Math.max(0, startMs - 600) : startMs,
      end: startMs + 100 + (index === last ? 700 : 0),
      confidence: 1,
    }));
    const transcript = words.map(({ text }) => text).join(" ");
    this.#say({ type: "Turn", turn_order: this.#order, end_of_turn: isEnd, transcript, words });
  }

  #say(message: object): void {
    if (this.#isClosed) return;
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }

  #close(code: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason: "" }));
  }
}

const numberOf = (block: Int16Array, at: number): number =>
  numberAt(block[at] ?? 0, block[at + 1] ?? 0);

/** A session may begin in the middle of a block: how many samples are left of it; 0 for a whole one. */
function samplesOfStub(block: Int16Array): number {
  const number = numberOf(block, 0);
  if (numberOf(block, block.length - 2) === number) return 0;
  for (let at = 2; at < block.length; at += 2) if (numberOf(block, at) !== number) return at;
  return 0;
}

/** As `POST /v1/token` answers, after a second. */
const mint = (): Promise<Response> =>
  new Promise((resolve) => {
    const grant = {
      token: "t",
      expires_in_seconds: 60,
      max_session_duration_seconds: SESSION_SECONDS,
      websocket_url: "wss://speech.example/v3/ws",
    };
    setTimeout(() => resolve(Response.json(grant)), 1_000);
  });

it("three hours in sessions of a minute: every number is spoken once, and no session runs out", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
  vi.stubGlobal("fetch", mint);
  vi.stubGlobal("WebSocket", NumberService);
  vi.stubGlobal("addEventListener", () => {});
  const stored = new Map<string, Turn>();
  const queue = createStoreQueue((error) => expect.fail(String(error)));
  const turns = createTurnKeeper({
    meetingId: "m",
    channel: "tab",
    progress: { transcribedSamples: 0, settled: [], sessions: 0 },
    database: await openDatabase(),
    queue,
    announce: (event) => event.type === "turn" && stored.set(turnId(event.turn), event.turn),
  });
  const sound = numberedLog();
  const transcriber = startTranscriber({
    settings: { ...DEFAULT_SETTINGS, workerUrl: "https://worker.example", accessCode: "code" },
    sound,
    turns,
    isPatient: false,
    onChange() {},
  });

  const total = HOURS * 3_600 * SAMPLE_RATE;
  while (sound.samples < total) {
    for (let ms = 0; ms < STEP_MS; ms += 50) {
      const frame = numberedSound(sound.samples, FRAME_SAMPLES);
      sound.samples += FRAME_SAMPLES;
      transcriber.appended(frame, 0.5);
    }
    await vi.advanceTimersByTimeAsync(STEP_MS);
  }
  transcriber.end();
  await vi.advanceTimersByTimeAsync(60_000);
  await transcriber.closed;
  vi.useRealTimers();
  await queue.idle();

  const heard = [...stored.values()]
    .toSorted((a, b) => a.startMs - b.startMs)
    .flatMap(({ words }) => words.map(({ text }) => Number(text)));
  expect(heard).toEqual(spokenNumbers(total / BLOCK_SAMPLES));
  expect(transcriber.status()).toMatchObject({ isComplete: true, problems: [] });
  expect(NumberService.expired).toBe(0);
  expect(NumberService.sessions).toBeGreaterThan(HOURS * 60);
}, 60_000);

const spokenNumbers = (blocks: number): number[] =>
  Array.from({ length: blocks }, (_, number) => number).filter(
    (number) => number % (BLOCKS_PER_TURN + PAUSE_BLOCKS) < BLOCKS_PER_TURN,
  );
