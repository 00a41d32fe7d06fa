/**
 * Where a session takes up the recording again, and what of its words is known already. It begins a little early, because
 * the edges of turns are padded by up to a second (protocol §4) and a word cut in half is not understood; what it hears
 * for the second time is then dropped by text and time. In doubt a word is kept: doubled is better than lost.
 */

import type { Word } from "../meeting.ts";
import { plainWord } from "../text/plain-words.ts";

/** How many of the last stored words are compared. Two seconds of overlap hold fewer. */
export const SETTLED_WORDS = 12;

/** Before the last stored word, so that it is heard whole again; it is the anchor by which the rest is placed. */
const LEAD_IN_MS = 1_000;

/** How far apart two hearings of one word may begin: a turn's first start is up to a second early (protocol §4). */
const SAME_WORD_MS = 1_500;

/** Words at the head of a session that may be pieces of one cut in half. */
const LONGEST_STUB = 2;

/**
 * Where the next session begins, in ms on the meeting clock.
 *
 * @param transcribedMs the durable offset
 * @param settled the last stored words before it, in order
 */
export function resumeAtMs(transcribedMs: number, settled: readonly Word[]): number {
  const anchorMs = settled.at(-1)?.startMs ?? transcribedMs;
  // An offset far beyond the last word was moved by silence, and there is no word to hear again.
  const fromMs = transcribedMs - anchorMs > 2 * SAME_WORD_MS ? transcribedMs : anchorMs;
  return Math.max(0, Math.min(fromMs, transcribedMs) - LEAD_IN_MS);
}

/** The words of a stored turn, and its place among the others. */
export interface SettledTurn {
  /** Speech sessions of the channel, counted from 0; −1 stands for all that were before. */
  readonly session: number;
  readonly order: number;
  readonly words: readonly Word[];
}

/**
 * The last stored turns once one more is stored, in the order they were spoken: by session and `turn_order`. Times would not
 * tell it where one turn has overtaken another, because the first start of a turn is up to a second early and its last end as
 * late (protocol §4). A turn that came again takes its own place.
 */
export function settledAfter(
  settled: readonly SettledTurn[],
  turn: SettledTurn,
): readonly SettledTurn[] {
  if (turn.words.length === 0) return settled;
  const others = settled.filter((each) => inOrder(each, turn) !== 0);
  return lastTurns([...others, turn].toSorted(inOrder));
}

export const settledWords = (settled: readonly SettledTurn[]): readonly Word[] =>
  settled.flatMap(({ words }) => words).slice(-SETTLED_WORDS);

/** For turns, stored ones too. */
export const inOrder = (
  one: Pick<SettledTurn, "session" | "order">,
  other: Pick<SettledTurn, "session" | "order">,
): number => one.session - other.session || one.order - other.order;

/** As few as hold all the words that are compared. */
function lastTurns(turns: readonly SettledTurn[]): readonly SettledTurn[] {
  let words = 0;
  const first = turns.findLastIndex((turn) => (words += turn.words.length) >= SETTLED_WORDS);
  return turns.slice(Math.max(0, first));
}

/** What of a session's words, placed on the meeting clock, is not stored yet. */
export function unheardWords(words: readonly Word[], settled: readonly Word[]): readonly Word[] {
  const last = settled.at(-1);
  if (!last) return words;
  return words.slice(repeatedWords(words, settled) ?? wordsBefore(words, last));
}

/**
 * How many words at the head repeat the end of what is stored, or undefined where none do. Of several ways to lay them over
 * each other ("very, very") the one whose last words are closest in time.
 */
function repeatedWords(words: readonly Word[], settled: readonly Word[]): number | undefined {
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

/** Nothing repeats, so the anchor was understood differently: only what lies before it is surely known. */
const wordsBefore = (words: readonly Word[], last: Word): number => {
  const first = words.findIndex((word) => (word.startMs + word.endMs) / 2 >= last.startMs);
  return first === -1 ? words.length : first;
};

const isSameWord = (word: Word, stored: Word | undefined): boolean =>
  startsApartMs(word, stored) < SAME_WORD_MS &&
  plainWord(word.text) === plainWord(stored?.text ?? "");

const startsApartMs = (one: Word | undefined, other: Word | undefined): number =>
  one && other ? Math.abs(one.startMs - other.startMs) : Number.POSITIVE_INFINITY;
