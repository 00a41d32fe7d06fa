/** Pairs words of the microphone with words of the tab that they may repeat, by text and time only. */

import type { Word } from "../meeting.ts";
import { plainWord } from "../text/fold.ts";
import { EARLIEST_MS, LATEST_MS } from "./copied-share.ts";

/** Delay of the microphone's words after the tab's. */
export interface DelayRange {
  readonly earliestMs: number;
  readonly likeliestMs: number;
  readonly latestMs: number;
}

/** Largest error of word times without padding. */
const WORD_TIME_MS = 400;
/** Delay of an ordinary loudspeaker and microphone. */
const USUAL_DELAY_MS = 150;

/** Holds until the delay is measured in the audio. */
export const ANY_DELAY: DelayRange = {
  earliestMs: EARLIEST_MS - WORD_TIME_MS,
  likeliestMs: USUAL_DELAY_MS,
  latestMs: LATEST_MS + WORD_TIME_MS,
};

/** Range around a delay that was measured in the audio. */
export const delayAround = (delayMs: number): DelayRange => ({
  earliestMs: delayMs - WORD_TIME_MS,
  likeliestMs: delayMs,
  latestMs: delayMs + WORD_TIME_MS,
});

/** Longer words have a padded edge: up to 1 s before and 1.3 s after them (docs/protocol.md#server-messages). */
const LONGEST_WORD_MS = 1_000;

/** Weight of time in the value of a pair, small enough that two pairs are better than one that fits well in time. */
const TIME_WEIGHT = 0.4;

/**
 * Pairs equal words in order, each at most once: as many as possible, and then those closest to the likeliest delay.
 *
 * @param mic in the order they were spoken
 * @param tab in the order they were spoken
 * @returns for each word of the microphone the index of the tab's word, or `null`
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
  /** `best[m][t]`: largest total value of pairs of the mic's words from m on and the tab's from t on. */
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

/** The tab's word at the time of a word of the microphone. */
export type TabWord =
  | "same"
  /** A different word that nothing repeats; it may have been misheard. */
  | "other"
  | "none";

/** Returns the tab's word for each word of the microphone, if the echo comes `delayMs` later. */
export function tabWordsFor(
  mic: readonly Word[],
  tab: readonly Word[],
  delayMs: number,
): readonly TabWord[] {
  const repeated = repeatedWords(mic, tab, delayAround(delayMs));
  const unpaired = tab.filter((_, index) => !repeated.includes(index));
  return mic.map((word, index) => {
    if (typeof repeated[index] === "number") return "same";
    const isMisheard = unpaired.some(
      ({ startMs, endMs }) => startMs + delayMs < word.endMs && endMs + delayMs > word.startMs,
    );
    return isMisheard ? "other" : "none";
  });
}

/** @returns 0 if the words are too far apart */
function pairValue(mic: Word | undefined, tab: Word | undefined, delay: DelayRange): number {
  if (!mic || !tab) return 0;
  const { earliestMs, likeliestMs, latestMs } = delay;
  const delayMs = delayBetween(mic, tab, likeliestMs);
  if (delayMs < earliestMs || delayMs > latestMs) return 0;
  const apart = Math.abs(delayMs - likeliestMs) / (latestMs - earliestMs);
  return 1 - TIME_WEIGHT * apart;
}

/** Measures by starts or by ends, whichever is likelier, because one may be padded. If both may be, takes the likeliest delay between. */
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
