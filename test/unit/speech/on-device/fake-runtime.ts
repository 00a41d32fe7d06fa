/**
 * Networks that "understand" made-up audio: a stretch of samples of the value n × `STEP` is the word with token n. The voice network
 * hears everything but silence.
 */

import { msToSamples } from "../../../../core/audio/format.ts";
import { createEngine } from "../../../../core/speech/on-device/engine.ts";
import {
  floats,
  type OnnxRuntime,
  type Tensor,
  type Tensors,
} from "../../../../core/speech/on-device/runtime.ts";
import type { StreamEvent } from "../../../../core/speech/on-device/stream.ts";
import { END_TOKEN, type Token } from "../../../../core/speech/on-device/vocabulary.ts";

/** Tokens 3 and up are words. */
export const VOCABULARY = [
  "<unk>",
  "<s>",
  "</s>",
  ..."one two three four five six seven eight nine ten".split(" ").map((word) => `▁${word}`),
];
const STEP = 2_000;
const FULL_SCALE = 32_768;

export const silence = (ms: number): Int16Array => new Int16Array(msToSamples(ms));
export const spoken = (token: number, ms: number): Int16Array =>
  silence(ms).fill((token - 2) * STEP);
export const hum = (ms: number): Int16Array => silence(ms).fill(700);

export function joined(...parts: readonly Int16Array[]): Int16Array {
  const all = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The tokens of the words in this audio. */
export function understood(audio: Float32Array): number[] {
  const tokens: number[] = [];
  let last = 0;
  for (const sample of audio) {
    const steps = (sample * FULL_SCALE) / STEP;
    const token = Number.isInteger(steps) && steps > 0 ? steps + 2 : 0;
    if (token !== last && token > 0) tokens.push(token);
    last = token;
  }
  return tokens;
}

export interface FakeRuntime extends OnnxRuntime {
  /** Audio of each transcription, in order. */
  readonly transcribed: readonly Float32Array[];
  readonly decoderRuns: () => number;
  /** Time that the networks have taken. */
  readonly nowMs: () => number;
}

export interface FakeOptions {
  /** What the speech model makes of audio. */
  readonly reply?: (audio: Float32Array) => readonly number[];
  readonly logProbability?: number;
  /** Duration of one transcription per second of audio. */
  readonly realTimeFactor?: number;
  readonly fails?: (transcriptions: number) => boolean;
}

export function createFakeRuntime(options: FakeOptions = {}): FakeRuntime {
  const { reply = understood, logProbability = 0, realTimeFactor = 0.1 } = options;
  const transcribed: Float32Array[] = [];
  let rest: number[] = [];
  let nowMs = 0;
  let decoderRuns = 0;

  function decode(): Tensor {
    decoderRuns++;
    const chosen = rest.shift() ?? END_TOKEN;
    const scores = new Float32Array(64).fill(Number.NEGATIVE_INFINITY);
    const probability = Math.exp(logProbability);
    scores[chosen] = Math.log(probability);
    // Token 0 takes what is left; ties would go to it.
    if (probability < 1) scores.fill(Math.log((1 - probability) / 63));
    scores[chosen] = Math.log(probability);
    return floats(scores, [1, 1, scores.length]);
  }

  return {
    transcribed,
    decoderRuns: () => decoderRuns,
    nowMs: () => nowMs,
    release: async () => undefined,
    async run(network, feeds): Promise<Tensors> {
      switch (network) {
        case "voice": {
          const samples = feeds["input"]?.data as Float32Array;
          // Without the samples of the window before.
          const isVoice = samples.subarray(64).some((sample) => sample !== 0);
          nowMs += 0.3;
          return { output: floats(Float32Array.of(isVoice ? 1 : 0), [1, 1]) };
        }
        case "encoder": {
          const audio = feeds["input_values"]?.data as Float32Array;
          if (options.fails?.(transcribed.length)) throw new Error("The network broke.");
          transcribed.push(audio.slice());
          rest = [...reply(audio)];
          nowMs += (audio.length / 16) * realTimeFactor;
          return { last_hidden_state: floats(audio, [1, audio.length]) };
        }
        case "decoder":
          return { logits: decode() };
      }
    },
  };
}

export const tokens = (ids: readonly number[], logProbability = 0): Token[] =>
  ids.map((id) => ({ id, logProbability }));

/** An engine on fake networks, and a function that waits until it has nothing left to do. */
export function createFakeEngine(options: FakeOptions = {}) {
  const runtime = createFakeRuntime(options);
  const failures: unknown[] = [];
  let lastTaskMs = -1;
  const engine = createEngine({
    runtime,
    vocabulary: VOCABULARY,
    now: runtime.nowMs,
    nextTask: () =>
      new Promise((resolve) => {
        lastTaskMs = runtime.nowMs();
        setImmediate(resolve);
      }),
    onFailure: (reason) => failures.push(reason),
  });

  async function idle(): Promise<void> {
    let seenMs = -1;
    while (seenMs !== lastTaskMs || runtime.nowMs() !== seenMs) {
      seenMs = lastTaskMs = runtime.nowMs();
      for (let task = 0; task < 3; task++)
        await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  }

  function open() {
    const events: StreamEvent[] = [];
    return { events, recognition: engine.open((event) => events.push(event)) };
  }
  return { engine, runtime, failures, idle, open };
}

export const textsOf = (events: readonly StreamEvent[], type: "partial" | "final"): string[] =>
  events.flatMap((event) =>
    event.type === type ? [event.words.map(({ text }) => text).join(" ")] : [],
  );
