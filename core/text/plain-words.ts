/** Words of folded text: the characters they consist of, and how two spellings of a word are compared. */

import { folded } from "./fold.ts";

/** Scripts without spaces between words. */
const UNSPACED_SCRIPTS =
  "\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}";

/** Character classes for regular expressions with the flag `v`. */
export const WORD_CHARACTER = "[\\p{L}\\p{N}\\p{M}]";
export const SPACED_CHARACTER = `[${WORD_CHARACTER}--[${UNSPACED_SCRIPTS}]]`;
export const UNSPACED_CHARACTER = `[${WORD_CHARACTER}&&[${UNSPACED_SCRIPTS}]]`;

const NO_WORD = new RegExp(`[^${WORD_CHARACTER}]+`, "gv");

/** A word as `folded` gives it and without punctuation, which depends on the words around it. May be empty. */
export const plainWord = (text: string): string => folded(text).replace(NO_WORD, "");

/** All words of a text as `plainWord` gives them, each between spaces, so that `includes` finds whole words only. */
export const plainWords = (text: string): string =>
  ` ${folded(text).replace(NO_WORD, " ").trim()} `;
