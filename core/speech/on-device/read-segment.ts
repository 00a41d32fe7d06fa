/**
 * Reads one segment: transcribes it and, if voiced audio gave no words, tries again louder and in halves. What still can't be read is
 * marked as unclear, never dropped.
 */

import { msToSamples } from "../../audio/format.ts";
import type { OnnxRuntime } from "./runtime.ts";
import { transcribe, type Transcription } from "./transcribe.ts";
import { type SpokenWord, type Token, wordsOf } from "./vocabulary.ts";

export interface Reading {
  readonly words: readonly SpokenWord[];
  /** All tokens that the model chose, from which the confidence in a language is judged. */
  readonly tokens: readonly Token[];
  readonly hasLooped: boolean;
  /** Voiced audio gave no words, even after further attempts. */
  readonly isUnclear: boolean;
}

/** Stands in the transcript for speech that could not be read. */
export const UNCLEAR = "[unclear]";

/** Voices shorter than this are clicks and breaths: without words, they count as nothing. */
const SHORTEST_SPEECH = msToSamples(250);

/** Peak to which quiet audio is amplified. */
const FULL_PEAK = 0.9;

export interface SegmentReader {
  /** One attempt. */
  attempt(audio: Float32Array): Promise<Reading>;
  /**
   * All attempts.
   *
   * @param voicedSamples samples of `audio` in which somebody speaks
   * @param first result of `attempt` for the same audio, if there is one
   */
  read(audio: Float32Array, voicedSamples: number, first?: Reading): Promise<Reading>;
}

export function createSegmentReader(
  runtime: OnnxRuntime,
  vocabulary: readonly string[],
): SegmentReader {
  const attempt = async (audio: Float32Array): Promise<Reading> =>
    readingOf(await transcribe(runtime, audio), vocabulary);

  return {
    attempt,
    async read(audio, voicedSamples, first) {
      const reading = first ?? (await attempt(audio));
      if (reading.words.length > 0 || voicedSamples < SHORTEST_SPEECH) return reading;
      const louder = amplified(audio);
      if (louder !== audio) {
        const again = await attempt(louder);
        if (again.words.length > 0) return again;
      }
      const middle = quietMiddle(louder);
      const halves = joined(
        await attempt(amplified(louder.subarray(0, middle))),
        await attempt(amplified(louder.subarray(middle))),
      );
      if (halves.words.length > 0) return halves;
      return { ...halves, words: [{ text: UNCLEAR, confidence: 0 }], isUnclear: true };
    },
  };
}

/** Text without a letter or digit is a mark that the model sets for noise. */
function readingOf({ tokens, hasLooped }: Transcription, vocabulary: readonly string[]): Reading {
  const words = wordsOf(tokens, vocabulary);
  const hasText = words.some(({ text }) => /[\p{L}\p{N}]/u.test(text));
  return { words: hasText ? words : [], tokens, hasLooped, isUnclear: false };
}

const joined = (one: Reading, other: Reading): Reading => ({
  words: [...one.words, ...other.words],
  tokens: [...one.tokens, ...other.tokens],
  hasLooped: one.hasLooped || other.hasLooped,
  isUnclear: false,
});

/** Returns the audio itself if it is loud enough. */
function amplified(audio: Float32Array): Float32Array {
  const peak = audio.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return peak === 0 || peak > FULL_PEAK / 2
    ? audio
    : audio.map((sample) => (sample * FULL_PEAK) / peak);
}

const BLOCK = msToSamples(30);

/** @returns the quietest place in the middle third */
function quietMiddle(audio: Float32Array): number {
  let best = Math.floor(audio.length / 2);
  let least = Number.POSITIVE_INFINITY;
  for (
    let from = Math.floor(audio.length / 3);
    from + BLOCK <= (audio.length * 2) / 3;
    from += BLOCK
  ) {
    let energy = 0;
    for (const sample of audio.subarray(from, from + BLOCK)) energy += sample * sample;
    if (energy >= least) continue;
    least = energy;
    best = from + Math.floor(BLOCK / 2);
  }
  return best;
}
