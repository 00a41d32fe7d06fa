/** Words that other people spoke or wrote, fit for any text file: nothing in them that is not seen, and no other ends of lines. */

/** What would turn the direction of all that follows, or is never seen. Joiners stay: scripts and emoji need them. */
const UNSEEN = /[\u200b\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]/g;

/** The same words on one line, with single spaces between them. */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNSEEN, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();

/** The same lines, which end in a line feed and nothing else. */
export const plainLines = (text: string): string =>
  text
    .toWellFormed()
    .replace(UNSEEN, "")
    .replace(/\r\n?/g, "\n")
    .replace(/[^\S\n]|(?!\n)\p{Cc}/gu, " ")
    .replace(/ +$/gm, "");
