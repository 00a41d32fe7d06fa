/** Cuts a text to the part with the most hits, at word boundaries if the text has spaces. */

import type { TextRange } from "../text/fold.ts";

export interface SnippetPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** The shown text in order. */
export type Snippet = readonly SnippetPart[];

/** Share of the length that precedes the first hit. */
const LEAD = 0.25;
/** An edge moves at most this far to reach a space. */
const EDGE = 15;

/**
 * @param ranges the hits, in order; without hits the beginning is shown
 * @param maxLength in UTF-16 units
 */
export function snippetOf(
  original: string,
  ranges: readonly TextRange[],
  maxLength: number,
): Snippet {
  const { start, end } = windowOf(original, ranges, maxLength);
  const parts: SnippetPart[] = [];
  const add = (from: number, to: number, isHit: boolean): void => {
    const text = original.slice(Math.max(from, start), Math.min(to, end)).replace(/\s+/g, " ");
    if (text !== "") parts.push({ text, isHit });
  };
  if (start > 0) parts.push({ text: "…", isHit: false });
  let at = start;
  for (const range of ranges) {
    if (range.end <= start || range.start >= end) continue;
    add(at, range.start, false);
    add(range.start, range.end, true);
    at = range.end;
  }
  add(at, end, false);
  if (end < original.length) parts.push({ text: "…", isHit: false });
  return parts;
}

function windowOf(text: string, ranges: readonly TextRange[], maxLength: number): TextRange {
  if (text.length <= maxLength) return { start: 0, end: text.length };
  const first = bestOf(ranges, maxLength * (1 - LEAD))?.start ?? 0;
  const requested = Math.max(
    0,
    Math.min(first - Math.round(maxLength * LEAD), text.length - maxLength),
  );
  const start = requested === 0 ? 0 : wordStart(text, requested);
  const end = start + maxLength >= text.length ? text.length : wordEnd(text, start + maxLength);
  return { start, end: Math.max(end, Math.min(text.length, first + 1)) };
}

/** The hit with the most other hits within `reach` after it. */
function bestOf(ranges: readonly TextRange[], reach: number): TextRange | undefined {
  const inReach = ({ start }: TextRange): number =>
    ranges.filter((each) => each.start >= start && each.end <= start + reach).length;
  let best = ranges[0];
  for (const range of ranges) if (best && inReach(range) > inReach(best)) best = range;
  return best;
}

function wordStart(text: string, at: number): number {
  const space = text.slice(at, at + EDGE).search(/\s/);
  return space === -1 ? wholeCharacter(text, at) : at + space + 1;
}

function wordEnd(text: string, at: number): number {
  const back = text.slice(at - EDGE, at + 1).search(/\s\S*$/);
  return back === -1 ? wholeCharacter(text, at) : at - EDGE + back;
}

/** Moves a cut out of a surrogate pair. */
const wholeCharacter = (text: string, at: number): number =>
  /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
