/** What of a microphone turn is shown and exported: the user's own words. */

import type { PartialTurn, Turn, Word } from "../meeting.ts";
import { ANY_DELAY, repeatedWords } from "./same-words.ts";

/**
 * The turn with these of its words known as echo. Its text is that of its own words; as the service wrote it, where none is
 * or ever was echo. The same object where nothing has changed.
 */
export function withEchoes(turn: Turn, words: readonly Word[]): Turn {
  const isSame = words.every(({ isEcho }, index) => isEcho === turn.words[index]?.isEcho);
  return isSame ? turn : { ...turn, words, text: ownText(words) };
}

/**
 * The microphone's open turn without what it seems to repeat of the tab: runs of two words and more that the tab has just had
 * in the same order. By text and time alone, so it may be wrong for a moment; the final turn is judged by its sound.
 *
 * @param tab the tab's words of the last seconds, in order, those of its open turn too
 */
export function withoutEcho(partial: PartialTurn, tab: readonly Word[]): PartialTurn {
  const repeated = repeatedWords(partial.words, tab, ANY_DELAY);
  const goesOn = (index: number): boolean => {
    const [word, next] = [repeated[index], repeated[index + 1]];
    return typeof word === "number" && next === word + 1;
  };
  const words = partial.words.filter((_, index) => !goesOn(index) && !goesOn(index - 1));
  if (words.length === partial.words.length) return partial;
  return { ...partial, words, text: ownText(words) };
}

const ownText = (words: readonly Word[]): string =>
  words
    .filter(({ isEcho }) => !isEcho)
    .map(({ text }) => text)
    .join(" ");
