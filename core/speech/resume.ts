/**
 * Where a session takes up the recording again, and what of its words is known already. It begins a little early, because
 * the edges of turns are padded by up to a second (protocol §4) and a word cut in half is not understood; what it hears
 * for the second time is then dropped by text and time. In doubt a word is kept: doubled is better than lost.
 */

import type { Word } from "../meeting.ts";
import { plainWord } from "./plain-word.ts";

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

/**
 * The last stored words once a turn is stored, in the order they were spoken. Of a turn that came again, which its first start
 * tells, they are the words as they are now; one that the next has overtaken goes before it. Otherwise starts decide nothing:
 * that of a turn's first word is up to a second early (protocol §4), before the last words of the turn before it.
 */
export function settledAfter(settled: readonly Word[], turn: readonly Word[]): readonly Word[] {
  const [first] = turn;
  const last = turn.at(-1);
  if (!first || !last) return settled;
  const isLater = (word: Word): boolean => word.startMs >= last.endMs;
  const again = settled.findIndex(({ startMs }) => startMs === first.startMs);
  const earlier = again === -1 ? settled.filter((word) => !isLater(word)) : settled.slice(0, again);
  const later = settled.slice(Math.max(0, again)).filter(isLater);
  return [...earlier, ...turn, ...later].slice(-SETTLED_WORDS);
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
