/**
 * Finds when each word of a turn was spoken. If the text differs from the words that were heard, because it was formatted or
 * edited, equal letters at both ends keep their times and those between share the rest evenly.
 */

import type { Turn } from "../../meeting.ts";
import { plainWord, UNSPACED_CHARACTER } from "../../text/fold.ts";
import { oneLine } from "../one-line.ts";
import { MOST_COLUMNS } from "./cue.ts";
import { piecesOf } from "./width.ts";

export interface TimedUnit extends Unit {
  readonly startMs: number;
  readonly endMs: number;
  readonly endsTurn: boolean;
}

interface TimeSpan {
  readonly startMs: number;
  readonly endMs: number;
}

interface HeardLetter extends TimeSpan {
  readonly letter: string;
}

/** Faster than any speech: edited words with less time than this take some from their neighbours. */
const LEAST_MS_PER_LETTER = 25;

/** Returns units in order; neither starts nor ends decrease. */
export function timedUnits(turn: Turn): readonly TimedUnit[] {
  const units = unitsOf(turn.text);
  const letters = units.map(({ text }) => lettersOf(text));
  const spanOf = spreadLetters(letters.flat(), turn);
  let from = 0;
  let last: TimeSpan = { startMs: 0, endMs: 0 };
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

/** Returns a function that gives the time of letters from one index up to another. */
function spreadLetters(
  text: readonly string[],
  turn: Turn,
): (from: number, to: number) => TimeSpan {
  const heard = heardLetters(turn);
  const { first, last, between } = keptEnds(text, heard, turn);
  const placeOf = (index: number): TimeSpan => {
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

const share = ({ startMs, endMs }: TimeSpan, index: number, count: number): TimeSpan => {
  const each = (endMs - startMs) / count;
  return { startMs: startMs + index * each, endMs: startMs + (index + 1) * each };
};

interface KeptEnds {
  /** Number of letters at the start and at the end that equal those heard. */
  readonly first: number;
  readonly last: number;
  /** Time of the letters between them. */
  readonly between: TimeSpan;
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

const isHasty = ({ startMs, endMs }: TimeSpan, letters: number): boolean =>
  letters > 0 && endMs - startMs < letters * LEAST_MS_PER_LETTER;

export interface Unit {
  readonly text: string;
  /** Follows the unit before without a space. */
  readonly isGlued: boolean;
}

const UNSPACED = new RegExp(UNSPACED_CHARACTER, "v");
const OPENS = /^[\p{Ps}\p{Pi}]+$/u;

const words = new Intl.Segmenter("und", { granularity: "word" });

/**
 * Splits text into the units between which a subtitle may break: words, also in scripts without spaces. Joined again with a space before each unit that is not glued, the units are the text.
 */
export const unitsOf = (text: string): readonly Unit[] =>
  oneLine(text)
    .split(" ")
    .filter((token) => token !== "")
    .flatMap((token) =>
      partsOf(token)
        .flatMap((part) => piecesOf(part, MOST_COLUMNS))
        .map((part, index) => ({ text: part, isGlued: index > 0 })),
    );

/** Keeps closing punctuation with the word before and opening punctuation with the word after. */
function partsOf(token: string): readonly string[] {
  if (!UNSPACED.test(token)) return [token];
  const parts: string[] = [];
  let opening = "";
  for (const { segment, isWordLike } of words.segment(token)) {
    if (OPENS.test(segment)) opening += segment;
    else if (isWordLike || parts.length === 0 || opening !== "") {
      parts.push(opening + segment);
      opening = "";
    } else parts[parts.length - 1] += segment;
  }
  return opening === "" ? parts : [...parts, opening];
}
