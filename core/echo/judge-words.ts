/**
 * Which of neighbouring words are echo, by how much of each word's sound is a copy and whether the tab has the word too. The
 * limits are shares of `copiedShare`. In the sample meeting with an echo at −12 dB in a room of 0.3 s, of the words that are
 * nothing but echo 90 % have 0.26–0.56, of own words with an echo below them 90 % have less than 0.23 (less than 0.34 with one
 * at −4 dB), and own words alone have less than 0.05.
 */

import type { TabWord } from "./same-words.ts";

/** A word that the tab has too is a copy from this on, if one beside it is as well, with at most one misheard between them. */
const COPIED_WORD = 0.08;
/** One with no such neighbour may be common to both by chance, and has to be more of a copy. */
const COPIED_ALONE = 0.25;
/**
 * A word in whose place the tab has another is echo too, misheard, if its sound is as much of a copy as that of those around it,
 * or nearly. Between two that are echo there is less doubt than beside them.
 */
const PURE_COPY = 0.25;
const NEARLY_BETWEEN = 0.5;
const NEARLY_BESIDE = 0.7;

export interface HeardWord {
  /** 0–1, see `copiedShare`. */
  readonly share: number;
  readonly tabWord: TabWord;
}

/** For each word, in the order they were spoken, whether it is echo. */
export function judgeWords(words: readonly HeardWord[]): readonly boolean[] {
  const isCopy = words.map(({ share, tabWord }) => tabWord === "same" && share >= COPIED_WORD);
  const isEcho = words.map(({ share }, index) => {
    const isAlone = ![-2, -1, 1, 2].some((step) => isCopy[index + step]);
    return isCopy[index] === true && (!isAlone || share >= COPIED_ALONE);
  });
  const first = isEcho.indexOf(true);
  const last = isEcho.lastIndexOf(true);
  if (first === -1) return isEcho;

  const usual = median(words.flatMap(({ share }, index) => (isEcho[index] ? [share] : [])));
  const isMisheard = (index: number, nearly: number): boolean => {
    const { share = 0, tabWord = "none" } = words[index] ?? {};
    return tabWord === "other" && share >= Math.max(PURE_COPY, nearly * usual);
  };
  for (let i = first; i < last; i++) isEcho[i] ||= isMisheard(i, NEARLY_BETWEEN);
  for (let i = first - 1; i >= 0 && isMisheard(i, NEARLY_BESIDE); i--) isEcho[i] = true;
  for (let i = last + 1; i < words.length && isMisheard(i, NEARLY_BESIDE); i++) isEcho[i] = true;
  return isEcho;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0;
