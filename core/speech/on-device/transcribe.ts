/**
 * Transcribes one piece of audio with Moonshine: the encoder once, then one token after the other, always the most probable one. The
 * number of tokens is limited by the length of the audio, and a loop of repeated tokens is cut, because models of this kind can
 * go on for ever on noise.
 */

import { SAMPLE_RATE } from "../../audio/format.ts";
import {
  floats,
  floatsOf,
  integers,
  truth,
  type OnnxRuntime,
  type Tensor,
  type Tensors,
} from "./runtime.ts";
import { BEGIN_TOKEN, END_TOKEN, type Token } from "./vocabulary.ts";

export interface Transcription {
  /** Without those of begin and end. */
  readonly tokens: readonly Token[];
  readonly hasLooped: boolean;
}

/** Dimensions of Moonshine tiny. */
const LAYERS = 6;
const HEADS = 8;
const HEAD_SIZE = 36;

/** Fast speech has about 5 tokens a second. Moonshine's own limit. */
const MOST_TOKENS_PER_SECOND = 6.5;
/** Even the shortest answer has some: a short word, its mark, the end. */
const LEAST_TOKEN_LIMIT = 4;

/** The encoder needs at least this much; shorter audio is filled up with silence. */
const SHORTEST_SAMPLES = SAMPLE_RATE / 10;

/** @param audio −1…1 at 16 kHz, at most about 20 s */
export async function transcribe(
  runtime: OnnxRuntime,
  audio: Float32Array,
): Promise<Transcription> {
  const limit = Math.max(
    LEAST_TOKEN_LIMIT,
    Math.ceil((audio.length / SAMPLE_RATE) * MOST_TOKENS_PER_SECOND),
  );
  const step = await startDecoding(runtime, filledUp(audio));
  const tokens: Token[] = [];
  let last = BEGIN_TOKEN;
  while (tokens.length < limit) {
    const token = mostProbable(await step(last));
    if (token.id === END_TOKEN) break;
    tokens.push(token);
    last = token.id;
    const surplus = repeatedTokens(tokens.map(({ id }) => id));
    if (surplus > 0) return { tokens: tokens.slice(0, -surplus), hasLooped: true };
  }
  return { tokens, hasLooped: false };
}

function filledUp(audio: Float32Array): Float32Array {
  if (audio.length >= SHORTEST_SAMPLES) return audio;
  const filled = new Float32Array(SHORTEST_SAMPLES);
  filled.set(audio);
  return filled;
}

/** @returns computes the scores of the next token from the last one */
async function startDecoding(
  runtime: OnnxRuntime,
  audio: Float32Array,
): Promise<(last: number) => Promise<Float32Array>> {
  const encoded = await runtime.run("encoder", { input_values: floats(audio, [1, audio.length]) });
  const hidden = encoded["last_hidden_state"];
  if (!hidden) throw new Error("The encoder gave no result.");
  /** Keys and values of all tokens before, which the network need not compute again. */
  let cache: Record<string, Tensor> = emptyCache();
  let isFirst = true;

  return async (last) => {
    const outputs = await runtime.run("decoder", {
      input_ids: integers([last], [1, 1]),
      encoder_hidden_states: hidden,
      use_cache_branch: truth(!isFirst),
      ...cache,
    });
    cache = { ...cache, ...cacheOf(outputs, isFirst) };
    isFirst = false;
    return floatsOf(outputs, "logits");
  };
}

const CACHE_PREFIX = "past_key_values.";
const OUTPUT_PREFIX = "present.";

function emptyCache(): Record<string, Tensor> {
  const empty = floats(new Float32Array(), [0, HEADS, 1, HEAD_SIZE]);
  const cache: Record<string, Tensor> = {};
  for (let layer = 0; layer < LAYERS; layer++)
    for (const part of ["decoder.key", "decoder.value", "encoder.key", "encoder.value"])
      cache[`${CACHE_PREFIX}${layer}.${part}`] = empty;
  return cache;
}

/** Only the first step computes the part of the encoder; later ones output it empty. */
const cacheOf = (outputs: Tensors, isFirst: boolean): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(outputs)
      .filter(([name]) => name.startsWith(OUTPUT_PREFIX) && (isFirst || name.includes(".decoder.")))
      .map(([name, tensor]) => [CACHE_PREFIX + name.slice(OUTPUT_PREFIX.length), tensor]),
  );

function mostProbable(scores: Float32Array): Token {
  let id = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] ?? best;
    if (score <= best) continue;
    best = score;
    id = index;
  }
  let sum = 0;
  for (let index = 0; index < scores.length; index++) sum += Math.exp((scores[index] ?? 0) - best);
  return { id, logProbability: -Math.log(sum) };
}

/** A block of tokens is a loop if it comes this often in a row and has at least so many tokens together. */
const LOOP_REPEATS = 4;
const LOOP_TOKENS = 12;
const LONGEST_BLOCK = 24;

/**
 * Finds a loop at the end of the tokens. "No, no, no" and a number with four zeros are none.
 *
 * @returns how many tokens to drop, so that one of the repeated blocks is left; 0 without a loop
 */
export function repeatedTokens(ids: readonly number[]): number {
  for (let block = 1; block <= LONGEST_BLOCK && block * LOOP_REPEATS <= ids.length; block++) {
    const repeats = Math.max(LOOP_REPEATS, Math.ceil(LOOP_TOKENS / block));
    const length = block * repeats;
    if (length > ids.length) continue;
    const from = ids.length - length;
    const isLoop = ids.slice(from + block).every((id, index) => id === ids[from + index]);
    if (isLoop) return length - block;
  }
  return 0;
}
