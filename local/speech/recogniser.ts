/**
 * Recognition of one session: queues audio, detects silence, feeds the engine.
 *
 * The real service accepts minutes of backlog at once and recognises it little faster than real time: words lag, and
 * Terminate is answered when the queue is empty (docs/protocol.md#client-messages).
 */

import type { Clock } from "../clock.ts";
import type { Hypothesis, Recognition, SpeechEngine, TurnSilences } from "./engine.ts";
import { type SilentSpan, listen, NOTHING_HEARD } from "./silence.ts";

export interface RecogniserOptions {
  readonly engine: SpeechEngine;
  readonly sampleRate: number;
  /** Multiple of real time. */
  readonly speed: number;
  readonly clock: Clock;
  readonly onHypothesis: (hypothesis: Hypothesis) => void;
  readonly onSilence: (span: SilentSpan) => void;
  readonly vadThreshold: () => number;
  readonly turnSilences: () => TurnSilences;
  /** Called at most once, when the engine fails. */
  readonly onFailure: (error: unknown) => void;
  /** Aborting it frees the recognition. */
  readonly signal: AbortSignal;
}

export interface Recogniser {
  /** Audio given to the engine so far. */
  heardMs(): number;
  /** @returns the highest probability of speech since the last call */
  takeMaxProbability(): number;
  accept(samples: Int16Array, ms: number): void;
  endTurn(): void;
  /** Resolves when the engine is ready. Recognition begins with `start`. */
  readonly ready: Promise<void>;
  start(): void;
  /** Resolves when all audio is recognised and the last final is delivered. */
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
  /** Runs `work` in its turn, then blocks the queue for `ms` of audio at the recogniser's speed. */
  push(ms: number, work: () => void): void;
  /** Starts the queue; nothing runs before. */
  start(): void;
  /** Resolves when everything pushed so far has run. Stays pending if the signal aborts first. */
  drained(): Promise<void>;
}

/** @param speed Multiple of real time; `Infinity` never blocks. */
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
