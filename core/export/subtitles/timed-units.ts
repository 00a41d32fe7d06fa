/**
 * When each word of a turn was spoken. Where its text is not what was heard, because the service formatted it or a person has
 * changed it, words at both ends that are the same keep their times, and those between are spread by their length.
 */

import type { Turn } from "../../meeting.ts";
import { plainWord } from "../../text/plain-words.ts";
import { type Unit, unitsOf } from "./units.ts";

export interface TimedUnit extends Unit {
  readonly startMs: number;
  readonly endMs: number;
  /** The last of its turn. */
  readonly endsTurn: boolean;
}

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

interface HeardLetter extends Span {
  readonly letter: string;
}

/** Nobody speaks faster: where new words have less time, those beside them give of theirs. */
const LEAST_MS_PER_LETTER = 25;

/** In order: none begins or ends before the one before it. */
export function timedUnits(turn: Turn): readonly TimedUnit[] {
  const units = unitsOf(turn.text);
  const letters = units.map(({ text }) => lettersOf(text));
  const spanOf = spreadLetters(letters.flat(), turn);
  let from = 0;
  let last: Span = { startMs: 0, endMs: 0 };
  return units.map((unit, index) => {
    const to = from + (letters[index]?.length ?? 0);
    const span = spanOf(from, to);
    const startMs = Math.max(span.startMs, last.startMs);
    last = { startMs, endMs: Math.max(span.endMs, startMs, last.endMs) };
    from = to;
    return { ...unit, ...last, endsTurn: index === units.length - 1 };
  });
}

const lettersOf = (text: string): readonly string[] => [...plainWord(text)];

/** @returns The time of letters, from one place in the text to another. */
function spreadLetters(text: readonly string[], turn: Turn): (from: number, to: number) => Span {
  const heard = heardLetters(turn);
  const { first, last, between } = keptEnds(text, heard, turn);
  const placeOf = (index: number): Span => {
    const fromEnd = text.length - index;
    if (index < first) return heard[index] ?? between;
    if (fromEnd <= last) return heard[heard.length - fromEnd] ?? between;
    return share(between, index - first, text.length - first - last);
  };
  return (from, to) => {
    if (text.length === 0) return between;
    const { startMs } = placeOf(Math.min(from, text.length - 1));
    return { startMs, endMs: from === to ? startMs : placeOf(to - 1).endMs };
  };
}

const heardLetters = ({ words }: Turn): readonly HeardLetter[] =>
  words
    .filter(({ isEcho }) => !isEcho)
    .flatMap((word) => {
      const letters = lettersOf(word.text);
      return letters.map((letter, index) => ({ letter, ...share(word, index, letters.length) }));
    });

const share = ({ startMs, endMs }: Span, index: number, count: number): Span => {
  const each = (endMs - startMs) / count;
  return { startMs: startMs + index * each, endMs: startMs + (index + 1) * each };
};

interface KeptEnds {
  /** How many letters at the beginning are the ones that were heard, and how many at the end. */
  readonly first: number;
  readonly last: number;
  /** The time that those between them have. */
  readonly between: Span;
}

function keptEnds(
  text: readonly string[],
  heard: readonly HeardLetter[],
  { startMs, endMs }: Turn,
): KeptEnds {
  const most = Math.min(text.length, heard.length);
  let first = 0;
  while (first < most && text[first] === heard[first]?.letter) first++;
  let last = 0;
  while (last < most - first && text.at(-1 - last) === heard.at(-1 - last)?.letter) last++;
  for (; ; first = Math.max(0, first - 1), last = Math.max(0, last - 1)) {
    const between = {
      startMs: heard[first - 1]?.endMs ?? startMs,
      endMs: heard[heard.length - last]?.startMs ?? endMs,
    };
    if (first + last === 0 || !isHasty(between, text.length - first - last))
      return { first, last, between };
  }
}

const isHasty = ({ startMs, endMs }: Span, letters: number): boolean =>
  letters > 0 && endMs - startMs < letters * LEAST_MS_PER_LETTER;
