/** Cleans spoken or typed text for text files: removes invisible characters and normalises line ends. */

/** Changes the writing direction of what follows, or is invisible. Joiners stay, because scripts and emoji need them. */
const INVISIBLE = /[\u200b\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]/g;

export const oneLine = (text: string): string => spaced(text).trim();

/** As `oneLine`, with the space around a part of a line. */
export const spaced = (text: string): string =>
  text
    .toWellFormed()
    .replace(INVISIBLE, "")
    .replace(/[\s\p{Cc}]+/gu, " ");

/** Keeps the lines, each ended by a line feed alone. */
export const plainLines = (text: string): string =>
  text
    .toWellFormed()
    .replace(INVISIBLE, "")
    .replace(/\r\n?/g, "\n")
    .replace(/[^\S\n]|(?!\n)\p{Cc}/gu, " ")
    .replace(/ +$/gm, "");
