/** The part of a text that shows a hit best, cut at words where there are any. */

import type { TextRange } from "../text/fold.ts";

export interface SnippetPart {
  readonly text: string;
  readonly isHit: boolean;
}

/** Joined, its parts are the text that is shown. */
export type Snippet = readonly SnippetPart[];

/** How much of the room stands before the first hit. */
const LEAD = 0.25;
/** An edge moves at most so far to a space. */
const EDGE = 15;

/** @param ranges Of the hits, in order; none: the beginning is shown. @param most In UTF-16 units */
export function snippetOf(original: string, ranges: readonly TextRange[], most: number): Snippet {
  const { start, end } = windowOf(original, ranges, most);
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

function windowOf(text: string, ranges: readonly TextRange[], most: number): TextRange {
  if (text.length <= most) return { start: 0, end: text.length };
  const first = bestOf(ranges, most * (1 - LEAD))?.start ?? 0;
  const requested = Math.max(0, Math.min(first - Math.round(most * LEAD), text.length - most));
  const start = requested === 0 ? 0 : wordStart(text, requested);
  const end = start + most >= text.length ? text.length : wordEnd(text, start + most);
  return { start, end: Math.max(end, Math.min(text.length, first + 1)) };
}

/** The hit after which most others come within reach. */
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

/** Not between the halves of a surrogate pair. */
const wholeCharacter = (text: string, at: number): number =>
  /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
