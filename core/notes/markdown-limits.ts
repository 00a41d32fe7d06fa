/** Limits beyond which the Markdown lexer takes seconds or overflows the stack. */

/** Nesting far deeper than in any real note. */
const TOO_DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){20}|^[ \t]{80}/m;
/** Emphasis signs in one block. The lexer takes a quarter of a second for this many and four times as long for twice as many. */
const MOST_EMPHASIS = 2_000;
/** Cells of all tables. The lexer fills every row up to the width of its table: 8 kB can make a million cells, which take seconds. */
const MOST_CELLS = 20_000;

/** Markdown beyond the limits is shown and exported as plain text. */
export function isTooMuch(markdown: string): boolean {
  const blocks = markdown.split(/\n\s*\n/);
  return (
    TOO_DEEP.test(markdown) ||
    blocks.some((block) => (block.match(/[*_~]/g)?.length ?? 0) > MOST_EMPHASIS) ||
    blocks.reduce((cells, block) => cells + mostCellsOf(block), 0) > MOST_CELLS
  );
}

/** As many cells as a table of these lines could have; 0 without a table. */
function mostCellsOf(block: string): number {
  if (!block.includes("|")) return 0;
  const lines = block.split("\n");
  const columns = Math.max(...lines.map((line) => line.split("|").length));
  return columns * lines.length;
}
