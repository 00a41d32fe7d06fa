/**
 * Turns as the database stores them: with their words packed, they take 0.4 of the space of a list of objects, and half the time to
 * read (docs/benchmarks.md#stored-turns). Rows of earlier versions have the list; they are packed when they change.
 */

import type { Turn, Word } from "../../../core/meeting.ts";

export type TurnRow = Omit<Turn, "words"> & { readonly words: readonly Word[] | PackedWords };

const THOUSAND = 1_000;

/** At least one word. */
export interface PackedWords {
  /** Joined by spaces; absent if the turn's text is the same. */
  readonly texts?: string;
  /**
   * Two numbers for each word, in whole ms: its beginning, counted from the end of the word before it and for the first one from
   * the beginning of the turn, and its length. Small numbers are stored in fewer bytes.
   */
  readonly times: readonly number[];
  /** In thousandths; one number if all words have the same. */
  readonly confidence: number | readonly number[];
  /** Indices of the words that are echo. */
  readonly echoes?: readonly number[];
}

/**
 * Words that would not come back as they are stay a list: with spaces in them, fractions of a millisecond, or a finer confidence.
 */
export function rowOf(turn: Turn): TurnRow {
  const { words, text } = turn;
  if (words.length === 0 || !isPackable(turn)) return turn;
  const texts = words.map((word) => word.text).join(" ");
  // Filled by `push`: arrays that `map` returns may be serialized with the index of each element.
  const times: number[] = [];
  const confidences: number[] = [];
  const echoes: number[] = [];
  let atMs = turn.startMs;
  for (const [index, { startMs, endMs, confidence, isEcho }] of words.entries()) {
    times.push(startMs - atMs, endMs - startMs);
    atMs = endMs;
    confidences.push(Math.round(confidence * THOUSAND));
    if (isEcho) echoes.push(index);
  }
  const [first = 0] = confidences;
  const packed: PackedWords = {
    ...(texts !== text && { texts }),
    times,
    confidence: confidences.every((each) => each === first) ? first : confidences,
    ...(echoes.length > 0 && { echoes }),
  };
  return { ...turn, words: packed };
}

const isPackable = ({ words, startMs }: Turn): boolean =>
  Number.isInteger(startMs) &&
  words.every(
    ({ text, startMs, endMs, confidence }) =>
      !text.includes(" ") &&
      Number.isInteger(startMs) &&
      Number.isInteger(endMs) &&
      Math.round(confidence * THOUSAND) / THOUSAND === confidence,
  );

export function turnOf(row: TurnRow): Turn {
  return isPacked(row.words) ? { ...row, words: unpacked(row, row.words) } : (row as Turn);
}

const isPacked = (words: TurnRow["words"]): words is PackedWords => !Array.isArray(words);

function unpacked(
  { text, startMs }: TurnRow,
  { texts, times, confidence, echoes }: PackedWords,
): readonly Word[] {
  let atMs = startMs;
  const words: Word[] = (texts ?? text).split(" ").map((word, index) => {
    const wordStartMs = atMs + (times[2 * index] ?? 0);
    atMs = wordStartMs + (times[2 * index + 1] ?? 0);
    return {
      text: word,
      startMs: wordStartMs,
      endMs: atMs,
      confidence:
        (typeof confidence === "number" ? confidence : (confidence[index] ?? 0)) / THOUSAND,
    };
  });
  for (const index of echoes ?? []) {
    const word = words[index];
    if (word) words[index] = { ...word, isEcho: true };
  }
  return words;
}
