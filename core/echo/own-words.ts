/** Removes echoes from microphone turns, so that only the user's own words are shown and exported. */

import type { PartialTurn, Turn, Word } from "../meeting.ts";
import { ANY_DELAY, repeatedWords } from "./same-words.ts";

/**
 * Applies judged words to a turn. Its text becomes that of the words without echoes. Returns the same object, with the service's
 * own text, if nothing has changed.
 */
export function withEchoes(turn: Turn, words: readonly Word[]): Turn {
  const isSame = words.every(({ isEcho }, index) => isEcho === turn.words[index]?.isEcho);
  return isSame ? turn : { ...turn, words, text: ownText(words) };
}

/**
 * Removes from the microphone's open turn every run of two or more words that the tab has just had in the same order. It compares
 * text and time only and can be wrong for a moment; the final turn is judged by its audio.
 *
 * @param tab words of the last seconds in order, also those of the tab's open turn
 */
export function withoutEcho(partial: PartialTurn, tab: readonly Word[]): PartialTurn {
  const repeated = repeatedWords(partial.words, tab, ANY_DELAY);
  const continues = (index: number): boolean => {
    const [word, next] = [repeated[index], repeated[index + 1]];
    return typeof word === "number" && next === word + 1;
  };
  const words = partial.words.filter((_, index) => !continues(index) && !continues(index - 1));
  if (words.length === partial.words.length) return partial;
  return { ...partial, words, text: ownText(words) };
}

export const ownText = (words: readonly Word[]): string =>
  words
    .filter(({ isEcho }) => !isEcho)
    .map(({ text }) => text)
    .join(" ");
