/**
 * Judges which of neighbouring words are echoes, by the share of copied audio and by whether the tab has the same word. Limits are
 * values of `copiedShare`, measured on the sample meeting with an echo at −12 dB in a room with a reverberation of 0.3 s: 90 % of
 * pure echoes have 0.26–0.56, 90 % of the user's words over an echo less than 0.23 (less than 0.34 at −4 dB), and the user's words
 * alone less than 0.05.
 */

import type { TabWord } from "./same-words.ts";

/** Least share of a word that the tab has too, if another such copy is beside it or one word further. */
const COPIED_WORD = 0.08;
/** Least share without such a neighbour, because a single word can be common to both by chance. */
const COPIED_ALONE = 0.25;
/**
 * Least share of a misheard echo, for which the tab has another word at that time: absolute, and relative to the echoes around it.
 * Between two echoes there is less doubt than beside them.
 */
const PURE_COPY = 0.25;
const NEARLY_BETWEEN = 0.5;
const NEARLY_BESIDE = 0.7;

export interface EchoCandidate {
  /** `copiedShare`, 0–1. */
  readonly share: number;
  readonly tabWord: TabWord;
}

/** Tells for each word, in the order they were spoken, whether it is an echo. */
export function judgeWords(words: readonly EchoCandidate[]): readonly boolean[] {
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
