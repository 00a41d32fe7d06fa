/** The recognition of one session: sound waits its turn, is listened to for silence, and reaches the engine. */

import type { Clock } from "../clock.ts";
import type { Hypothesis, Recognition, SpeechEngine, TurnSilences } from "./engine.ts";
import { type SilentSpan, listen, NOTHING_HEARD } from "./silence.ts";

export interface RecogniserOptions {
  readonly engine: SpeechEngine;
  readonly sampleRate: number;
  /** A multiple of real time. */
  readonly speed: number;
  readonly clock: Clock;
  readonly onHypothesis: (hypothesis: Hypothesis) => void;
  readonly onSilence: (span: SilentSpan) => void;
  readonly vadThreshold: () => number;
  readonly turnSilences: () => TurnSilences;
  /** The engine has failed; called once at most. */
  readonly onFailure: (error: unknown) => void;
  /** Frees the recognition, whenever it is aborted. */
  readonly signal: AbortSignal;
}

export interface Recogniser {
  /** Sound given to the engine so far. */
  heardMs(): number;
  /** Highest probability of speech since this was last asked. */
  takeMaxProbability(): number;
  accept(samples: Int16Array, ms: number): void;
  endTurn(): void;
  /** Resolves when the engine is ready. Sound is recognised from `start` on. */
  readonly ready: Promise<void>;
  start(): void;
  /** Resolves when everything accepted is recognised and the last final delivered. */
  finish(): Promise<void>;
}

export function openRecogniser(options: RecogniserOptions): Recogniser {
  const { clock, signal } = options;
  const queue = createAudioQueue(clock, options.speed, signal);
  let silence = NOTHING_HEARD;
  let recognition: Recognition | null = null;

  const guarded = (work: (open: Recognition) => void) => (): void => {
    if (recognition === null || signal.aborted) return;
    try {
      work(recognition);
    } catch (error) {
      options.onFailure(error);
    }
  };

  const open = async (): Promise<void> => {
    const hear = (hypothesis: Hypothesis): void => {
      if (!signal.aborted) options.onHypothesis(hypothesis);
    };
    const opened = await options.engine.open(options.sampleRate, hear, options.turnSilences);
    if (signal.aborted) return opened.close();
    recognition = opened;
    signal.addEventListener("abort", () => opened.close(), { once: true });
  };

  return {
    heardMs: () => silence.heardMs,
    takeMaxProbability() {
      const { maxProbability } = silence;
      silence = { ...silence, maxProbability: 0 };
      return maxProbability;
    },
    accept(samples, ms) {
      queue.push(
        ms,
        guarded((open) => {
          const heard = listen(silence, samples, ms, options.vadThreshold());
          silence = heard.state;
          if (heard.silence !== null) options.onSilence(heard.silence);
          open.accept(samples);
        }),
      );
    },
    endTurn: () =>
      queue.push(
        0,
        guarded((open) => open.endTurn()),
      ),
    ready: open(),
    start: () => queue.start(),
    async finish() {
      await queue.drained();
      if (!signal.aborted) await recognition?.finish();
    },
  };
}

export interface AudioQueue {
  /** Runs `work` in its turn and then keeps the recogniser busy for `ms` of sound. */
  push(ms: number, work: () => void): void;
  /** Nothing runs before this. */
  start(): void;
  /** Resolves when everything pushed so far has run; never, when the signal is aborted first. */
  drained(): Promise<void>;
}

/** `speed` is a multiple of real time; `Infinity` runs everything as it comes. */
export function createAudioQueue(clock: Clock, speed: number, signal: AbortSignal): AudioQueue {
  const waiting: { readonly ms: number; readonly work: () => void }[] = [];
  let started = false;
  let sleeping = false;
  let busyUntil = 0;

  const run = (): void => {
    sleeping = false;
    while (started && !sleeping && !signal.aborted) {
      const next = waiting[0];
      if (next === undefined) return;
      const now = clock.now();
      if (busyUntil > now) {
        sleeping = true;
        clock.after(busyUntil - now, run, signal);
        return;
      }
      waiting.shift();
      busyUntil = now + next.ms / speed;
      next.work();
    }
  };

  const push = (ms: number, work: () => void): void => {
    waiting.push({ ms, work });
    if (!sleeping) run();
  };

  return {
    push,
    start() {
      started = true;
      run();
    },
    drained: () => new Promise((resolve) => push(0, resolve)),
  };
}
