/**
 * Decides at which sample a session begins and which of its words are new. A session begins a little early, because the edges of turns
 * are padded by up to a second (docs/protocol.md#server-messages) and half a word is not understood. Repeated words are then dropped by
 * text and time. A doubtful word is kept: doubled is better than lost.
 */

import type { Word } from "../meeting.ts";
import { plainWord } from "../text/fold.ts";

/** Number of last stored words that are compared; two seconds of overlap hold fewer. */
export const SETTLED_WORDS = 12;

/** Overlap before the last stored word, so that the session hears that word whole: the other words are placed by it. */
const LEAD_IN_MS = 1_000;

/** How far apart two hearings of one word may begin: the first start of a turn is up to a second early. */
const SAME_WORD_MS = 1_500;

/** How far apart the times of one word are that are not padded. */
const SAME_MOMENT_MS = 300;

/** Number of words at the head of a session that may be pieces of a word cut in half. */
const LONGEST_STUB = 2;

/**
 * @param transcribedMs the durable offset
 * @param settled the last stored words before it, in order
 * @returns where the next session begins, in ms on the meeting clock
 */
export function resumeAtMs(transcribedMs: number, settled: readonly Word[]): number {
  const anchorMs = settled.at(-1)?.startMs ?? transcribedMs;
  // Silence moved an offset that is far beyond the last word, so no word has to be heard again.
  const fromMs = transcribedMs - anchorMs > 2 * SAME_WORD_MS ? transcribedMs : anchorMs;
  return Math.max(0, Math.min(fromMs, transcribedMs) - LEAD_IN_MS);
}

/** A stored word with the label of its speaker; null if none is known. */
export interface SettledWord extends Word {
  readonly speaker: string | null;
}

/** The words of a turn that is stored, with its place among the channel's turns. */
export interface SettledTurn {
  /** Counted from 0 within the channel; −1 stands for all sessions before this job. */
  readonly session: number;
  readonly order: number;
  readonly words: readonly SettledWord[];
}

/**
 * Adds a turn to the last stored ones, or replaces its earlier copy. The order is by session and `turn_order`: times can't order turns
 * that overtake one another, because the edges of turns are padded by up to a second.
 */
export function settledAfter(
  settled: readonly SettledTurn[],
  turn: SettledTurn,
): readonly SettledTurn[] {
  if (turn.words.length === 0) return settled;
  const others = settled.filter((each) => inOrder(each, turn) !== 0);
  return lastTurns([...others, turn].toSorted(inOrder));
}

/** Corrects the speakers of words in one turn. */
export const settledRevised = (
  settled: readonly SettledTurn[],
  place: Pick<SettledTurn, "session" | "order">,
  speakerOf: (word: SettledWord) => string | null,
): readonly SettledTurn[] =>
  settled.map((turn) =>
    inOrder(turn, place) === 0
      ? { ...turn, words: turn.words.map((word) => ({ ...word, speaker: speakerOf(word) })) }
      : turn,
  );

export const settledWords = (settled: readonly SettledTurn[]): readonly SettledWord[] =>
  settled.flatMap(({ words }) => words).slice(-SETTLED_WORDS);

/** Compares turns by the order in which they were spoken. */
export const inOrder = (
  one: Pick<SettledTurn, "session" | "order">,
  other: Pick<SettledTurn, "session" | "order">,
): number => one.session - other.session || one.order - other.order;

/** The fewest last turns that hold `SETTLED_WORDS`. */
function lastTurns(turns: readonly SettledTurn[]): readonly SettledTurn[] {
  let words = 0;
  const first = turns.findLastIndex((turn) => (words += turn.words.length) >= SETTLED_WORDS);
  return turns.slice(Math.max(0, first));
}

/** Drops the words at the head of a session that are stored already. Both lists are on the meeting clock. */
export function unheardWords(words: readonly Word[], settled: readonly Word[]): readonly Word[] {
  const last = settled.at(-1);
  if (!last) return words;
  if (repeatsEarlierWords(words, settled)) return [];
  return words.slice(repeatedWords(words, settled) ?? wordsBefore(words, last));
}

/** Whether a turn ends with a stored word before the last one, as the first of several turns that are heard again does. */
function repeatsEarlierWords(words: readonly Word[], settled: readonly Word[]): boolean {
  for (let end = settled.length - 1; end > 0; end--) {
    const stored = settled.slice(Math.max(0, end - words.length), end);
    const heard = words.slice(-stored.length);
    const different = heard.findLastIndex((word, index) => !isSameWord(word, stored[index]));
    const same = heard.length - 1 - different;
    const isWhole = same === end || words.length - same <= LONGEST_STUB;
    if (isWhole && isSameMoment(heard.at(-1), stored.at(-1), same)) return true;
  }
  return false;
}

/** A word said twice may begin within `SAME_WORD_MS` too. Alone it may be padded on both sides, after another one only at its end. */
const isSameMoment = (word: Word | undefined, stored: Word | undefined, words: number): boolean =>
  word !== undefined &&
  stored !== undefined &&
  words > 0 &&
  Math.abs(word.startMs - stored.startMs) < SAME_MOMENT_MS &&
  (words > 1 || Math.abs(word.endMs - stored.endMs) < SAME_MOMENT_MS);

/**
 * How many words at the head repeat the last stored words; undefined if none do. If they match in several ways ("very, very"), the way
 * counts whose last words are closest in time.
 */
export function repeatedWords(
  words: readonly Word[],
  settled: readonly Word[],
): number | undefined {
  let best: { readonly count: number; readonly apartMs: number } | undefined;
  for (let run = Math.min(words.length, settled.length); run > 0; run--) {
    for (let stub = 0; stub <= LONGEST_STUB && stub + run <= words.length; stub++) {
      const heard = words.slice(stub, stub + run);
      const stored = settled.slice(-run);
      if (!heard.every((word, index) => isSameWord(word, stored[index]))) continue;
      const apartMs = startsApartMs(heard.at(-1), stored.at(-1));
      if (!best || apartMs < best.apartMs) best = { count: stub + run, apartMs };
    }
  }
  return best?.count;
}

/** If no word repeats, the last stored word was understood differently: only words before it are certainly stored. */
const wordsBefore = (words: readonly Word[], last: Word): number => {
  const first = words.findIndex((word) => (word.startMs + word.endMs) / 2 >= last.startMs);
  return first === -1 ? words.length : first;
};

/** The stored word that a dropped word repeats; undefined if it was understood differently. */
export const storedWord = <Stored extends Word>(
  word: Word,
  settled: readonly Stored[],
): Stored | undefined =>
  settled
    .filter((stored) => isSameWord(word, stored))
    .toSorted((one, other) => startsApartMs(word, one) - startsApartMs(word, other))[0];

const isSameWord = (word: Word, stored: Word | undefined): boolean =>
  startsApartMs(word, stored) < SAME_WORD_MS &&
  plainWord(word.text) === plainWord(stored?.text ?? "");

const startsApartMs = (one: Word | undefined, other: Word | undefined): number =>
  one && other ? Math.abs(one.startMs - other.startMs) : Number.POSITIVE_INFINITY;
