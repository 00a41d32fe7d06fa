/**
 * A speech service for tests in fake time that hears who speaks. Audio spells numbers (`numbered-audio.ts`), and a script says whose they
 * are. Labels are as the real service gives them (docs/protocol.md#turns-and-speakers): they begin anew with each session, a change of
 * speaker ends no turn, the first word after it has the wrong label, short runs have none, and revisions correct them.
 */

import { samplesToMs } from "../../../core/audio/format.ts";
import { BLOCK_SAMPLES, numberAt } from "./numbered-audio.ts";

/** Every second block is a word, five a second. */
const BLOCKS_PER_WORD = 2;
const TURN_WORDS = 50;
const PAUSE_BLOCKS = 4;
/** A shorter run is "UNKNOWN" at first. */
const LABELLED_WORDS = 5;
const REVISION_MS = 120_000;

/** Person who says a number; null for silence. */
export type Script = (number: number) => string | null;

interface Spoken {
  readonly number: number;
  readonly person: string;
  readonly startMs: number;
}

/** Whether the service hears a word in the block of this number, if it is spoken. */
export const isWord = (number: number): boolean => number % BLOCKS_PER_WORD === 0;

/** Words with another speaker's label that no revision has corrected. */
export const mistakes = new Set<number>();

/** Open sessions, which a test can drop. */
export const openSessions = new Set<VoicesService>();

export const scripted = {
  speaks: (() => null) as Script,
  sessionSeconds: 1_500,
  /** Labels nothing before, so that introductions fail. */
  unlabelledMs: 0,
};

export class VoicesService extends EventTarget {
  readonly bufferedAmount = 0;
  readonly #letters = new Map<string, string>();
  #isClosed = false;
  #heard = 0;
  #tail = new Int16Array(0);
  #order = 0;
  #turn: Spoken[] = [];
  #silentBlocks = 0;
  #revisions: object[] = [];
  #mistakes: number[] = [];

  constructor() {
    super();
    openSessions.add(this);
    setTimeout(() => this.#begin(), 1_200);
  }

  #begin(): void {
    const { sessionSeconds } = scripted;
    this.#say({ type: "Begin", id: "s", expires_at: Date.now() / 1000 + sessionSeconds });
    const timer = setInterval(
      () => (this.#isClosed ? clearInterval(timer) : this.#revise()),
      REVISION_MS,
    );
    setTimeout(() => this.#close(3008), sessionSeconds * 1000);
  }

  send(data: string | Int16Array): void {
    if (typeof data !== "string") return this.#hear(data);
    if (!data.includes("Terminate")) return;
    setTimeout(() => {
      this.#endTurn();
      this.#revise();
      this.#say({ type: "Termination" });
      this.#close(1000);
    }, 600);
  }

  close(): void {
    for (const number of this.#mistakes) mistakes.add(number);
    this.#isClosed = true;
    openSessions.delete(this);
  }

  drop(): void {
    this.#close(1006);
  }

  #hear(samples: Int16Array): void {
    const audio = new Int16Array(this.#tail.length + samples.length);
    audio.set(this.#tail);
    audio.set(samples, this.#tail.length);
    let at = 0;
    for (; at + BLOCK_SAMPLES <= audio.length; at += BLOCK_SAMPLES) {
      const [even = 0, odd = 0] = audio.subarray(at, at + 2);
      this.#hearBlock(numberAt(even, odd), samplesToMs(this.#heard + at));
    }
    this.#tail = audio.slice(at);
    this.#heard += at;
  }

  #hearBlock(number: number, startMs: number): void {
    const person = number < 0 ? null : scripted.speaks(number);
    if (isWord(number) && person !== null) this.#turn.push({ number, person, startMs });
    this.#silentBlocks = person === null ? this.#silentBlocks + 1 : 0;
    if (this.#silentBlocks >= PAUSE_BLOCKS || this.#turn.length >= TURN_WORDS) this.#endTurn();
  }

  #endTurn(): void {
    if (this.#turn.length === 0) return;
    const live = this.#turn.map((_, at) => this.#liveLabel(at));
    const right = this.#turn.map(({ person, startMs }) =>
      startMs < scripted.unlabelledMs ? null : this.#letterOf(person),
    );
    const wordsBy = (labels: readonly (string | null)[]) =>
      this.#turn.map(({ number, startMs }, at) => ({
        text: String(number),
        start: at === 0 ? Math.max(0, startMs - 400) : startMs,
        end: startMs + 200 + (at === this.#turn.length - 1 ? 500 : 0),
        confidence: 1,
        speaker: labels[at],
      }));
    this.#say({
      type: "Turn",
      turn_order: this.#order,
      end_of_turn: true,
      transcript: this.#turn.map(({ number }) => number).join(" "),
      words: wordsBy(live),
      speaker_label: live[0] ?? "UNKNOWN",
    });
    for (const [at, label] of live.entries())
      if (label !== null && label !== "UNKNOWN" && label !== right[at])
        this.#mistakes.push(this.#turn[at]?.number ?? -1);
    if (live.join() !== right.join())
      this.#revisions.push(
        { turn_order: this.#order, speaker_label: right[0], words: wordsBy(right) },
        { turn_order: this.#order, speaker_label: null },
      );
    this.#order++;
    this.#turn = [];
  }

  #liveLabel(at: number): string | null {
    const person = this.#turn[at]?.person ?? "";
    // Some words have no label at all.
    if (at % 17 === 16 || (this.#turn[at]?.startMs ?? 0) < scripted.unlabelledMs) return null;
    const first = this.#turn.slice(0, at).findLastIndex((each) => each.person !== person) + 1;
    const after = this.#turn.slice(at).findIndex((each) => each.person !== person);
    const length = (after === -1 ? this.#turn.length : at + after) - first;
    if (length < LABELLED_WORDS) return "UNKNOWN";
    return this.#letterOf(first === at && at > 0 ? (this.#turn[at - 1]?.person ?? person) : person);
  }

  #letterOf(person: string): string {
    const letter = this.#letters.get(person) ?? "ABCDEFGH".charAt(this.#letters.size);
    this.#letters.set(person, letter);
    return letter;
  }

  #revise(): void {
    if (this.#isClosed || this.#revisions.length === 0) return;
    this.#say({ type: "SpeakerRevision", revisions: this.#revisions });
    this.#revisions = [];
    this.#mistakes = [];
  }

  #say(message: object): void {
    if (!this.#isClosed)
      this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) }));
  }

  #close(code: number): void {
    if (this.#isClosed) return;
    this.close();
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason: "" }));
  }
}

/** Answers like `POST /v1/token`, with a session as long as the script has it. */
export const mintLong = (): Promise<Response> =>
  Promise.resolve(
    Response.json({
      token: "t",
      expires_in_seconds: 60,
      max_session_duration_seconds: scripted.sessionSeconds,
      websocket_url: "wss://speech.example/v3/ws",
    }),
  );
