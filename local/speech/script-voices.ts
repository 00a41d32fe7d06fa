/**
 * Tells the two voices of the sample meeting apart by what they say: the stand-in has no ear for voices. Words that are not in the script
 * have no voice.
 */

import { plainWord } from "../../core/text/fold.ts";
import type { Behaviour } from "../behaviour.ts";

export interface ScriptedSpeech {
  readonly speaker: string;
  readonly text: string;
}

/** Fewer matching words are chance. */
const LEAST_MATCHES = 2;
const MATCH = 2;
const OTHER = -1;

export function scriptVoices(script: readonly ScriptedSpeech[]): Behaviour["turns"]["voicesOf"] {
  const scripted = script.flatMap(({ speaker, text }) =>
    text.split(" ").map((word) => ({ speaker, word: plainWord(word) })),
  );
  const speakers = scripted.map(({ speaker }) => speaker);
  const words = scripted.map(({ word }) => word);
  return (said) => {
    const places = bestPlaces(
      said.map(({ text }) => plainWord(text)),
      words,
    );
    const voices = places.map((place) => (place === null ? null : (speakers[place] ?? null)));
    return { heard: voices, revised: voices };
  };
}

/** The place in the script of each word of the stretch that fits best (Smith and Waterman's local alignment). */
function bestPlaces(
  said: readonly string[],
  script: readonly string[],
): readonly (number | null)[] {
  const scores = said.map(() => new Int16Array(script.length + 1));
  const at = (row: number, column: number): number => scores[row]?.[column] ?? 0;
  let best = { row: -1, column: 0, score: 0 };
  for (const [row, word] of said.entries())
    for (let column = 1; column <= script.length; column++) {
      const fits = word === script[column - 1] ? MATCH : OTHER;
      const beside = Math.max(at(row - 1, column), at(row, column - 1)) + OTHER;
      const score = Math.max(0, at(row - 1, column - 1) + fits, beside);
      const scored = scores[row];
      if (scored) scored[column] = score;
      if (score > best.score) best = { row, column, score };
    }
  const places = said.map((): number | null => null);
  let { row, column } = best;
  while (row >= 0 && at(row, column) > 0) {
    const isMatch = said[row] === script[column - 1];
    const fits = isMatch ? MATCH : OTHER;
    if (at(row, column) === at(row - 1, column - 1) + fits) {
      if (isMatch) places[row] = column - 1;
      row--;
      column--;
    } else if (at(row, column) === at(row - 1, column) + OTHER) row--;
    else column--;
  }
  const matches = places.filter((place) => place !== null).length;
  return matches < Math.min(LEAST_MATCHES, said.length) ? said.map(() => null) : places;
}
