/** A speech service for tests in compressed time: hears the numbers of whole blocks (`numbered-sound.ts`). */

import { samplesToMs } from "../../../core/audio/format.ts";
import { BLOCK_SAMPLES, numberAt } from "./numbered-sound.ts";

/** The shortest session that a Worker grants. */
export const SESSION_SECONDS = 60;
const BLOCKS_PER_TURN = 25;
/** After a turn nobody speaks for this long. */
const PAUSE_BLOCKS = 8;
const TERMINATE = JSON.stringify({ type: "Terminate" });

/** What was asked of the service since `beginService`. */
export const facts = {
  openedAtMs: [] as number[],
  /** At present. */
  openSockets: new Set<NumberService>(),
  /** Sessions that ran into their end. */
  expired: 0,
  /** Text messages other than Terminate, as they came. */
  told: [] as string[],
  addresses: [] as URL[],
};

/** What goes wrong until a test says otherwise. */
export const faults = {
  /** It hears nothing and answers nothing, but the sockets stay open. */
  isDeaf: false,
  /** So many sessions are refused before they begin, because the account has as many as it may. */
  refusals: 0,
  /** Loses every connection that is open now. */
  dropAll(): void {
    for (const socket of facts.openSockets) socket.drop();
  },
};

/** Answers each turn unless `usage` is null, and tells of each answer that it took that. */
export const model = { usage: null as object | null, answers: 0 };

export function beginService(): void {
  Object.assign(model, { usage: null, answers: 0 });
  Object.assign(facts, { openedAtMs: [], expired: 0, told: [], addresses: [] });
  facts.openSockets.clear();
  Object.assign(faults, { isDeaf: false, refusals: 0 });
}

/** Of so many blocks of sound, those in which somebody speaks. */
export const spokenNumbers = (blocks: number): number[] =>
  Array.from({ length: blocks }, (_, number) => number).filter(
    (number) => number % (BLOCKS_PER_TURN + PAUSE_BLOCKS) < BLOCKS_PER_TURN,
  );

/** Ends a session with 3008 when its time is up. */
export class NumberService extends EventTarget {
  readonly bufferedAmount = 0;
  #isClosed = false;
  #heard = 0;
  #order = 0;
  #open: { number: number; startMs: number }[] = [];
  #tail: Int16Array = new Int16Array(0);

  constructor(address: string) {
    super();
    facts.addresses.push(new URL(address));
    facts.openedAtMs.push(performance.now());
    facts.openSockets.add(this);
    if (faults.refusals > 0) {
      faults.refusals--;
      setTimeout(() => this.#refuse(), 100);
      return;
    }
    setTimeout(() => {
      this.#say({ type: "Begin", id: "s", expires_at: Date.now() / 1000 + SESSION_SECONDS });
      setTimeout(() => {
        if (!this.#isClosed) facts.expired++;
        this.#close(3008);
      }, SESSION_SECONDS * 1000);
    }, 1_200);
  }

  send(data: string | Int16Array): void {
    if (typeof data !== "string") return faults.isDeaf ? undefined : this.#hear(data);
    if (faults.isDeaf) return;
    if (data !== TERMINATE) {
      facts.told.push(data);
      return;
    }
    setTimeout(() => {
      this.#endTurn();
      this.#say({ type: "Termination" });
      this.#close(1000);
    }, 600);
  }

  close(): void {
    this.#leave();
  }

  drop(): void {
    this.#close(1006);
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
    if (model.usage !== null) this.#answer(model.usage);
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

  #answer(usage: object): void {
    model.answers++;
    const data = { choices: [{ message: { content: "Numbers." } }], usage };
    this.#say({ type: "LLMGatewayResponse", turn_order: this.#order, data });
  }

  #refuse(): void {
    const error = "Unauthorized Connection: Too many concurrent sessions";
    this.#say({ type: "Error", error_code: 1008, error });
    this.#close(1008);
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
    this.#isClosed = true;
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
