/**
 * Turns as the database stores them: with their words packed, they are a third as large as with a list of objects, and read in a
 * fifth of the time (docs/benchmarks.md#stored-turns). Rows of earlier versions have the list; they are packed when they change.
 */

import type { Turn, Word } from "../../../core/meeting.ts";

export type TurnRow = Omit<Turn, "words"> & { readonly words: readonly Word[] | PackedWords };

/** At least one word. */
export interface PackedWords {
  /** Joined by spaces; absent if the turn's text is the same. */
  readonly texts?: string;
  /**
   * Two numbers for each word, in whole ms: its beginning, counted from the end of the word before it and for the first one from
   * the beginning of the turn, and its length. Small numbers are stored in fewer bytes.
   */
  readonly times: readonly number[];
  /** One number if all words have the same. */
  readonly confidence: number | readonly number[];
  /** Indices of the words that are echo. */
  readonly echoes?: readonly number[];
}

/** Words that would not come back as they are stay a list: those with spaces in them or with fractions of a millisecond. */
export function rowOf(turn: Turn): TurnRow {
  const { words, startMs, text } = turn;
  const times = [startMs, ...words.flatMap((word) => [word.startMs, word.endMs])];
  const isPackable =
    words.every((word) => !word.text.includes(" ")) && times.every(Number.isInteger);
  if (words.length === 0 || !isPackable) return turn;
  const texts = words.map((word) => word.text).join(" ");
  const [confidence = 0] = words.map((word) => word.confidence);
  const isEven = words.every((word) => word.confidence === confidence);
  const echoes = words.flatMap(({ isEcho }, index) => (isEcho ? [index] : []));
  const packed: PackedWords = {
    ...(texts !== text && { texts }),
    times: times.slice(1).map((time, index) => time - (times[index] ?? 0)),
    confidence: isEven ? confidence : words.map((word) => word.confidence),
    ...(echoes.length > 0 && { echoes }),
  };
  return { ...turn, words: packed };
}

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
      confidence: typeof confidence === "number" ? confidence : (confidence[index] ?? 0),
    };
  });
  for (const index of echoes ?? []) {
    const word = words[index];
    if (word) words[index] = { ...word, isEcho: true };
  }
  return words;
}
