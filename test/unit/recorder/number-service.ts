/**
 * A speech service for tests in fake time that recognises the numbers of whole blocks (`numbered-audio.ts`). At the address of the engine
 * it stands for the engine on this computer: no fault of the service concerns it, its turns are shorter, and their edges are not padded.
 */

import { samplesToMs } from "../../../core/audio/format.ts";
import { BLOCK_SAMPLES, numberAt } from "./numbered-audio.ts";

/** The shortest session a Worker grants. */
export const SESSION_SECONDS = 60;
const BLOCKS_PER_TURN = 25;
/** Silence between two turns. */
const PAUSE_BLOCKS = 8;
const ENGINE_HOST = "engine.example";
const BLOCKS_PER_ENGINE_TURN = 10;
const TERMINATE = JSON.stringify({ type: "Terminate" });

/** Requests to the service since `beginService`. */
export const facts = {
  openedAtMs: [] as number[],
  openSockets: new Set<NumberService>(),
  /** Open sessions with the engine. */
  engineSockets: new Set<NumberService>(),
  /** Sessions with the engine, ended ones included. */
  engineSessions: 0,
  /** Number of sessions that reached their time limit. */
  expired: 0,
  /** Text messages other than Terminate, in order. */
  told: [] as string[],
  addresses: [] as URL[],
};

export const faults = {
  /** There is no network: connections fail, and open ones are as if deaf. */
  isAway: false,
  /** Ignores everything, while the sockets stay open. */
  isDeaf: false,
  /** Number of sessions to refuse before they begin, with "too many concurrent sessions". */
  refusals: 0,
  /** Whether a parameter has a session refused before it begins. */
  refuses: (_name: string, _value: string): boolean => false,
  /** Refuses every message that changes settings. */
  refusesChanges: false,
  /** Refuses every session for a reason that only the team can remove. */
  isAccountBlocked: false,
  /** Names of parameters that Begin shows as not applied. */
  ignores: [] as readonly string[],
  /** Sent after Begin, unless it is empty. */
  warning: "",
  /** Audio is lost on its way, while the sessions go on. */
  losesAudio: false,
  /** The engine does not work on this machine. */
  isEngineBroken: false,
  /** The engine takes audio and answers nothing. */
  isEngineDeaf: false,
  /** How many times as long as real time the service takes to hear audio. */
  slowness: 1,
  /** Loses all open connections. */
  dropAll(): void {
    for (const socket of facts.openSockets) socket.drop();
  },
};

/** Answers each turn with this usage, unless it is null. */
export const model = {
  usage: null as object | null,
  /** Replies in the place of insights. */
  failure: null as object | null,
  answers: 0,
};

export function beginService(): void {
  Object.assign(model, { usage: null, failure: null, answers: 0 });
  Object.assign(facts, { openedAtMs: [], expired: 0, told: [], addresses: [], engineSessions: 0 });
  facts.openSockets.clear();
  facts.engineSockets.clear();
  Object.assign(faults, {
    isAway: false,
    isDeaf: false,
    refusals: 0,
    refuses: () => false,
    refusesChanges: false,
    isAccountBlocked: false,
    ignores: [],
    warning: "",
    losesAudio: false,
    isEngineBroken: false,
    isEngineDeaf: false,
    slowness: 1,
  });
}

/** Returns the numbers of those blocks that hold speech. */
export const spokenNumbers = (blocks: number): number[] =>
  Array.from({ length: blocks }, (_, number) => number).filter(
    (number) => number % (BLOCKS_PER_TURN + PAUSE_BLOCKS) < BLOCKS_PER_TURN,
  );

/** Ends a session with 3008 when its time is up. */
export class NumberService extends EventTarget {
  readonly bufferedAmount = 0;
  readonly #isEngine: boolean;
  #isClosed = false;
  #isDeaf = false;
  #heard = 0;
  #order = 0;
  #open: { number: number; startMs: number }[] = [];
  #tail: Int16Array = new Int16Array(0);
  #busyUntilMs = 0;
  #beganAtMs = 0;
  #receivedSamples = 0;

  constructor(address: string) {
    super();
    this.#isEngine = new URL(address).hostname === ENGINE_HOST;
    if (this.#isEngine) {
      this.#openEngine();
      return;
    }
    facts.addresses.push(new URL(address));
    facts.openedAtMs.push(performance.now());
    facts.openSockets.add(this);
    if (faults.isAway) {
      setTimeout(() => this.drop(), 30);
      return;
    }
    if (faults.refusals > 0) {
      faults.refusals--;
      setTimeout(
        () => this.#refuse(1008, "Unauthorized Connection: Too many concurrent sessions"),
        100,
      );
      return;
    }
    if (faults.isAccountBlocked) {
      setTimeout(() => this.#refuse(1008, "Unauthorized Connection: Insufficient balance"), 100);
      return;
    }
    const refused = [...new URL(address).searchParams].find((entry) => faults.refuses(...entry));
    if (refused) {
      setTimeout(() => this.#refuse(3006, invalid(refused[0])), 100);
      return;
    }
    setTimeout(() => {
      this.#beganAtMs = performance.now();
      this.#say({
        type: "Begin",
        id: `session ${facts.openedAtMs.length}`,
        expires_at: Date.now() / 1000 + SESSION_SECONDS,
        configuration: configurationOf(new URL(address).searchParams),
      });
      if (faults.warning !== "")
        this.#say({ type: "Warning", warning_code: 7, warning: faults.warning });
      setTimeout(() => {
        if (!this.#isClosed) facts.expired++;
        this.#close(3008);
      }, SESSION_SECONDS * 1000);
    }, 1_200);
  }

  #openEngine(): void {
    facts.engineSessions++;
    facts.engineSockets.add(this);
    setTimeout(() => {
      if (faults.isEngineBroken)
        this.#refuse(1008, "Unauthorized Connection: Insufficient balance");
      else this.#say({ type: "Begin", id: "engine", expires_at: Date.now() / 1000 + 1e6 });
    }, 100);
  }

  send(data: string | Int16Array): void {
    if (this.#isEngine) return this.#sendToEngine(data);
    // A connection loses nothing in its middle: what has missed a message hears none of the next ones.
    this.#isDeaf ||= faults.isDeaf || faults.isAway;
    if (this.#isDeaf) return;
    if (typeof data !== "string") {
      if (faults.losesAudio) return;
      this.#receivedSamples += data.length;
      return this.#whenHeard(samplesToMs(data.length), () => this.#hear(data));
    }
    if (data !== TERMINATE) {
      facts.told.push(data);
      if (faults.refusesChanges) this.#refuse(3006, invalid("keyterms_prompt"));
      return;
    }
    this.#whenHeard(0, () =>
      setTimeout(() => {
        this.#endTurn();
        this.#say({
          type: "Termination",
          audio_duration_seconds: Math.round(samplesToMs(this.#receivedSamples) / 1000),
          session_duration_seconds: Math.round((performance.now() - this.#beganAtMs) / 1000),
        });
        this.#close(1000);
      }, 600),
    );
  }

  #sendToEngine(data: string | Int16Array): void {
    if (faults.isEngineDeaf) return;
    if (typeof data !== "string") return this.#hear(data);
    this.#endTurn();
    this.#say({ type: "Termination" });
    this.#close(1000);
  }

  /** A slow service takes its time for all audio before; one that is fast again hears the rest at once. */
  #whenHeard(audioMs: number, act: () => void): void {
    const nowMs = performance.now();
    if (faults.slowness === 1 && this.#busyUntilMs <= nowMs) return act();
    const tookMs = faults.slowness === 1 ? 0 : audioMs * faults.slowness;
    this.#busyUntilMs = Math.max(this.#busyUntilMs, nowMs) + tookMs;
    setTimeout(act, this.#busyUntilMs - nowMs);
  }

  close(): void {
    this.#leave();
  }

  drop(): void {
    this.#close(1006);
  }

  #hear(samples: Int16Array): void {
    const audio = new Int16Array(this.#tail.length + samples.length);
    audio.set(this.#tail);
    audio.set(samples, this.#tail.length);
    let at = 0;
    while (at + BLOCK_SAMPLES <= audio.length) {
      const block = audio.subarray(at, at + BLOCK_SAMPLES);
      const stub = samplesOfStub(block);
      if (stub === 0) this.#hearBlock(numberOf(block, 0), this.#heard + at);
      at += stub === 0 ? BLOCK_SAMPLES : stub;
    }
    this.#tail = audio.slice(at);
    this.#heard += at;
  }

  #hearBlock(number: number, atSample: number): void {
    // Zeros spell a negative number.
    const isSilence = number < 0 || number % (BLOCKS_PER_TURN + PAUSE_BLOCKS) >= BLOCKS_PER_TURN;
    if (isSilence) return this.#endTurn();
    this.#open.push({ number, startMs: samplesToMs(atSample) });
    if (this.#open.length % 10 === 1) this.#turn(false);
    if (this.#isEngine && this.#open.length === BLOCKS_PER_ENGINE_TURN) this.#endTurn();
  }

  #endTurn(): void {
    if (this.#open.length === 0) return;
    this.#turn(true);
    if (model.usage !== null) this.#answer(model.usage);
    this.#order++;
    this.#open = [];
  }

  /** Pads the edges, as the real service does. */
  #turn(isEnd: boolean): void {
    const last = this.#open.length - 1;
    const [earlyMs, lateMs] = this.#isEngine ? [0, 0] : [600, 700];
    const words = this.#open.map(({ number, startMs }, index) => ({
      text: String(number),
      start: index === 0 ? Math.max(0, startMs - earlyMs) : startMs,
      end: startMs + 100 + (index === last ? lateMs : 0),
      confidence: 1,
    }));
    const transcript = words.map(({ text }) => text).join(" ");
    this.#say({ type: "Turn", turn_order: this.#order, end_of_turn: isEnd, transcript, words });
  }

  #answer(usage: object): void {
    model.answers++;
    const data = model.failure ?? { choices: [{ message: { content: "Numbers." } }], usage };
    this.#say({ type: "LLMGatewayResponse", turn_order: this.#order, data });
  }

  #refuse(code: number, error: string): void {
    this.#say({ type: "Error", error_code: code, error });
    this.#close(code);
  }

  #say(message: object): void {
    if (this.#isClosed) return;
    this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }

  #close(code: number): void {
    if (this.#isClosed) return;
    this.#leave();
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason: "" }));
  }

  #leave(): void {
    facts.openSockets.delete(this);
    facts.engineSockets.delete(this);
    this.#isClosed = true;
  }
}

const configurationOf = (parameters: URLSearchParams): object => {
  const isApplied = (name: string): boolean =>
    parameters.get(name) === "true" && !faults.ignores.includes(name);
  return {
    model: parameters.get("speech_model"),
    mode: parameters.get("mode"),
    speaker_labels: isApplied("speaker_labels"),
    redact_pii: isApplied("redact_pii"),
    filter_profanity: isApplied("filter_profanity"),
  };
};

const invalid = (parameter: string): string =>
  `User Input Validation Error: Invalid '${parameter}': not allowed`;

const numberOf = (block: Int16Array, at: number): number =>
  numberAt(block[at] ?? 0, block[at + 1] ?? 0);

/** A session may begin in the middle of a block. Returns how many samples are left of it, 0 for a whole one. */
function samplesOfStub(block: Int16Array): number {
  const number = numberOf(block, 0);
  if (numberOf(block, block.length - 2) === number) return 0;
  for (let at = 2; at < block.length; at += 2) if (numberOf(block, at) !== number) return at;
  return 0;
}

/** Answers like `POST /v1/token`, after a second. */
export const mint = (): Promise<Response> =>
  new Promise((resolve) => {
    const grant = {
      token: "t",
      expires_in_seconds: 60,
      max_session_duration_seconds: SESSION_SECONDS,
      websocket_url: "wss://speech.example/v3/ws",
    };
    setTimeout(() => resolve(Response.json(grant)), 1_000);
  });
