/** Limits beyond which the Markdown lexer takes seconds or overflows the stack. */

/** Nesting far deeper than in any real note. */
const TOO_DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){20}|^[ \t]{80}/m;
/** Emphasis signs in one block. The lexer takes a quarter of a second for this many and four times as long for twice as many. */
const MOST_EMPHASIS = 2_000;

/** Markdown beyond the limits is shown and exported as plain text. */
export const isTooMuch = (markdown: string): boolean =>
  TOO_DEEP.test(markdown) ||
  markdown.split(/\n\s*\n/).some((block) => (block.match(/[*_~]/g)?.length ?? 0) > MOST_EMPHASIS);
