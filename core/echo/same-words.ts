/** Which words of the microphone may be words of the tab heard again, by text and time alone. */

import type { Word } from "../meeting.ts";
import { plainWord } from "../text/plain-words.ts";
import { EARLIEST_MS, LATEST_MS } from "./copied-share.ts";

/** By how much the microphone's words come later than the tab's, in ms. */
export interface DelayRange {
  readonly earliestMs: number;
  readonly likeliestMs: number;
  readonly latestMs: number;
}

/** Word times are at least this good, where they are not padded. */
const WORD_TIME_MS = 400;
/** Of an ordinary loudspeaker and an ordinary microphone. */
const USUAL_DELAY_MS = 150;

/** Before the sound has told the delay. */
export const ANY_DELAY: DelayRange = {
  earliestMs: EARLIEST_MS - WORD_TIME_MS,
  likeliestMs: USUAL_DELAY_MS,
  latestMs: LATEST_MS + WORD_TIME_MS,
};

/** Of words whose sounds are this far apart. */
export const delayOf = (delayMs: number): DelayRange => ({
  earliestMs: delayMs - WORD_TIME_MS,
  likeliestMs: delayMs,
  latestMs: delayMs + WORD_TIME_MS,
});

/** No spoken word lasts this long: its edge is padded, up to 1 s before and 1.3 s behind (protocol §4). */
const LONGEST_WORD_MS = 1_000;

/** How much of a pair's worth is its place in time: little enough that two pairs are better than one that lies well. */
const TIME_WEIGHT = 0.4;

/**
 * For each word of the microphone the index of the tab's word that it repeats, or null. Each is repeated once at most, and in
 * order. Of several ways to pair them the one with most pairs, and of these the one closest to the likeliest delay.
 *
 * @param mic in the order they were spoken
 * @param tab likewise
 */
export function repeatedWords(
  mic: readonly Word[],
  tab: readonly Word[],
  delay: DelayRange,
): readonly (number | null)[] {
  const heard = mic.map(({ text }) => plainWord(text));
  const played = tab.map(({ text }) => plainWord(text));
  const pairAt = (m: number, t: number): number =>
    heard[m] !== "" && heard[m] === played[t] ? pairValue(mic[m], tab[t], delay) : 0;
  /** `best[m][t]`: the most that can be had of the mic's words from m on and the tab's from t on. */
  const best = Array.from({ length: mic.length + 1 }, () => new Float64Array(tab.length + 1));
  const bestAt = (m: number, t: number): number => best[m]?.[t] ?? 0;
  for (let m = mic.length - 1; m >= 0; m--)
    for (let t = tab.length - 1; t >= 0; t--) {
      const skipped = Math.max(bestAt(m + 1, t), bestAt(m, t + 1));
      const pair = pairAt(m, t);
      const paired = pair > 0 ? pair + bestAt(m + 1, t + 1) : 0;
      best[m]?.fill(Math.max(skipped, paired), t, t + 1);
    }

  const repeated: (number | null)[] = mic.map(() => null);
  for (let m = 0, t = 0; m < mic.length && t < tab.length;) {
    if (bestAt(m, t) === bestAt(m + 1, t)) m++;
    else if (bestAt(m, t) === bestAt(m, t + 1)) t++;
    else repeated[m++] = t++;
  }
  return repeated;
}

/** What the tab has in the place of a word of the microphone. */
export type TabWord =
  | "same"
  /** Another, which no word of the microphone repeats: it may have been misheard. */
  | "other"
  | "none";

/** For each word of the microphone, when all that the tab says is heard again `delayMs` later. */
export function tabWordsFor(
  mic: readonly Word[],
  tab: readonly Word[],
  delayMs: number,
): readonly TabWord[] {
  const repeated = repeatedWords(mic, tab, delayOf(delayMs));
  const unpaired = tab.filter((_, index) => !repeated.includes(index));
  return mic.map((word, index) => {
    if (typeof repeated[index] === "number") return "same";
    const isMisheard = unpaired.some(
      ({ startMs, endMs }) => startMs + delayMs < word.endMs && endMs + delayMs > word.startMs,
    );
    return isMisheard ? "other" : "none";
  });
}

/** 0 where the words are too far apart. */
function pairValue(mic: Word | undefined, tab: Word | undefined, delay: DelayRange): number {
  if (!mic || !tab) return 0;
  const { earliestMs, likeliestMs, latestMs } = delay;
  const delayMs = delayBetween(mic, tab, likeliestMs);
  if (delayMs < earliestMs || delayMs > latestMs) return 0;
  const apart = Math.abs(delayMs - likeliestMs) / (latestMs - earliestMs);
  return 1 - TIME_WEIGHT * apart;
}

/** By starts or by ends, whichever is likelier, since one of them may be padded; where both may be, the likeliest that fits. */
function delayBetween(mic: Word, tab: Word, likeliestMs: number): number {
  const byStart = mic.startMs - tab.startMs;
  const byEnd = mic.endMs - tab.endMs;
  const isPadded = Math.max(lengthOf(mic), lengthOf(tab)) > LONGEST_WORD_MS;
  if (isPadded) {
    const [least, most] = [Math.min(byStart, byEnd), Math.max(byStart, byEnd)];
    return Math.max(least, Math.min(most, likeliestMs));
  }
  const isStart = Math.abs(byStart - likeliestMs) <= Math.abs(byEnd - likeliestMs);
  return isStart ? byStart : byEnd;
}

const lengthOf = ({ startMs, endMs }: Word): number => endMs - startMs;
