/**
 * Times for the words of a partial, which come without any: libvosk could give them (`set_partial_words`), but then
 * partials lag more than two seconds behind speech instead of about 0.6. So the words are spread over the time since the
 * turn began, each as long as its letters are many. A guess good enough for a moment; the final has measured times.
 */

import type { EngineWord } from "../engine.ts";

/** Partials bear no confidence either; neither sure nor unsure. */
const UNKNOWN_CONFIDENCE = 0.5;

export function spreadWords(
  texts: readonly string[],
  startMs: number,
  endMs: number,
): EngineWord[] {
  const letters = texts.reduce((sum, text) => sum + text.length, 0);
  const at = (lettersBefore: number): number =>
    Math.round(startMs + ((endMs - startMs) * lettersBefore) / letters);
  let before = 0;
  return texts.map((text) => {
    const word = {
      text,
      startMs: at(before),
      endMs: at(before + text.length),
      confidence: UNKNOWN_CONFIDENCE,
    };
    before += text.length;
    return word;
  });
}
