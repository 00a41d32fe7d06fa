/**
 * Notices that another language than English is spoken. The model knows English only: it writes other languages as English
 * nonsense, with little confidence, in loops, or not at all.
 */

import { SAMPLE_RATE } from "../../audio/format.ts";
import type { Reading } from "./read-segment.ts";

/** Speech that is judged together; a verdict needs this much of it. */
const JUDGED_SAMPLES = 45 * SAMPLE_RATE;

/**
 * Mean logarithm of the probability of a token, below which it is not English. Measured: English −0.07 to −0.12, with loud noise (10 dB)
 * −0.5; Dutch −0.7 to −0.87, Czech below −0.97 (docs/decisions/0014-one-engine-on-this-computer.md). English in noise of 5 dB looks
 * the same, and its words are as wrong.
 */
const LEAST_CONFIDENCE = -0.65;

/** Share of speech in loops or unclear, above which it is not English. */
const MOST_FAILED = 0.3;

interface Heard {
  readonly samples: number;
  readonly tokens: number;
  readonly logProbability: number;
  readonly hasFailed: boolean;
}

export interface LanguageWatch {
  /**
   * @param voicedSamples samples of the segment in which somebody speaks
   * @returns whether it has just become sure that another language is spoken; true at most once
   */
  hear(reading: Reading, voicedSamples: number): boolean;
}

export function createLanguageWatch(): LanguageWatch {
  let heard: readonly Heard[] = [];
  let hasReported = false;

  return {
    hear({ tokens, hasLooped, isUnclear }, voicedSamples) {
      heard = withLatest(heard, {
        samples: voicedSamples,
        tokens: tokens.length,
        logProbability: tokens.reduce((sum, token) => sum + token.logProbability, 0),
        hasFailed: hasLooped || isUnclear,
      });
      if (hasReported || total(heard, ({ samples }) => samples) < JUDGED_SAMPLES) return false;
      const failed = total(heard, ({ samples, hasFailed }) => (hasFailed ? samples : 0));
      const confidence =
        total(heard, ({ logProbability }) => logProbability) /
        Math.max(
          1,
          total(heard, ({ tokens }) => tokens),
        );
      hasReported =
        confidence < LEAST_CONFIDENCE ||
        failed > MOST_FAILED * total(heard, ({ samples }) => samples);
      return hasReported;
    },
  };
}

/** Drops the oldest as long as enough is left. */
function withLatest(heard: readonly Heard[], latest: Heard): readonly Heard[] {
  let kept = [...heard, latest];
  while (total(kept.slice(1), ({ samples }) => samples) >= JUDGED_SAMPLES) kept = kept.slice(1);
  return kept;
}

const total = (heard: readonly Heard[], of: (each: Heard) => number): number =>
  heard.reduce((sum, each) => sum + of(each), 0);
