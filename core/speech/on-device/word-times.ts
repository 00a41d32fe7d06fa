/**
 * Estimates when each word was spoken. The model gives no times, so the words are spread over the voiced parts of their segment by
 * their numbers of letters. The error is about a syllable in short segments and up to a second in long ones.
 */

import { samplesToMs } from "../../audio/format.ts";
import type { Segment, Span } from "./segmenter.ts";
import type { SpokenWord } from "./vocabulary.ts";

export interface TimedWord extends SpokenWord {
  /** Since the first sample of the stream. */
  readonly startMs: number;
  readonly endMs: number;
}

export function spreadWords(words: readonly SpokenWord[], segment: Segment): TimedWord[] {
  const spans = segment.voiced.length > 0 ? segment.voiced : [segment];
  const voiced = voicedSamples(spans);
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  let before = 0;
  return words.map((word) => {
    const from = (voiced * before) / letters;
    before += word.text.length;
    const to = (voiced * before) / letters;
    return {
      ...word,
      startMs: Math.round(samplesToMs(placeOf(from, spans, "begin"))),
      endMs: Math.round(samplesToMs(placeOf(to, spans, "end"))),
    };
  });
}

export const voicedSamples = (spans: readonly Span[]): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0);

/** @param edge at the border of two parts, a word begins in the later one and ends in the earlier one */
function placeOf(voiced: number, spans: readonly Span[], edge: "begin" | "end"): number {
  let left = voiced;
  for (const { from, to } of spans) {
    const length = to - from;
    if (left < length || (edge === "end" && left === length)) return from + left;
    left -= length;
  }
  return spans.at(-1)?.to ?? 0;
}
