/** How much Markdown is too much: what the lexer would take seconds for, or overflow on. */

/** Deeper than anybody nests on purpose: what goes on so can only be meant to make Earshot stumble. */
const TOO_DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){20}|^[ \t]{80}/m;
/**
 * Of the signs that emphasise, in one block. For so many the lexer takes a quarter of a second, for twice as many four times
 * as long, and in the end it overflows.
 */
const MOST_EMPHASIS = 2_000;

/** Such Markdown is shown and written as it is. */
export const isTooMuch = (markdown: string): boolean =>
  TOO_DEEP.test(markdown) ||
  markdown.split(/\n\s*\n/).some((block) => (block.match(/[*_~]/g)?.length ?? 0) > MOST_EMPHASIS);
