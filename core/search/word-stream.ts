/**
 * The words of a meeting in their order, as numbers: tells whether one of its texts holds all terms of a query, phrases among them,
 * without reading the meeting. Different words may share a number, so a meeting that matches is still read, but rarely in vain: two
 * words of a phrase are taken for others once in four billion places.
 *
 * Two bytes a word, and a native search for the first word of a term: 24 million words (2,000 meetings of 500 turns) take 48 MB and
 * some 20 ms. Lists of places for each word and meeting were rejected: four million small arrays.
 */

import { indexWordsOf, type Lookup, type PlacedLookup } from "./index-words.ts";

/** Ends a text. */
const END = 0;
const NUMBERS = 2 ** 16;

/** FNV-1a of 32 bit (Fowler, Noll, Vo; RFC 9923), folded to 1 … 65,535. */
function numberOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) {
    const unit = word.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
  }
  return 1 + ((hash >>> 0) % (NUMBERS - 1));
}

/** @returns a number for each indexed word, and 0 after each text */
export const wordStream = (texts: readonly string[]): Uint16Array<ArrayBuffer> =>
  Uint16Array.from(texts.flatMap((text) => [...indexWordsOf(text).map(numberOf), END]));

/** One term of a query. */
interface StreamTerm {
  /** Numbers that match at each place. */
  readonly places: readonly { readonly place: number; readonly numbers: ReadonlySet<number> }[];
}

export type StreamQuery = readonly StreamTerm[];

/** @param matching the words of the index that a lookup matches */
export const streamQuery = (
  terms: readonly (readonly PlacedLookup[])[],
  matching: (lookup: Lookup) => readonly string[],
): StreamQuery =>
  terms.map((term) => ({
    places: term.map((lookup) => ({
      place: lookup.place,
      numbers: new Set(matching(lookup).map(numberOf)),
    })),
  }));

/** Whether one text has all terms. */
export function hasTextWith(stream: Uint16Array, query: StreamQuery): boolean {
  const [rarest, ...others] = query.toSorted((a, b) => fewestNumbers(a) - fewestNumbers(b));
  if (!rarest) return false;
  for (let at = nextOf(stream, rarest, 0, stream.length); at !== -1;) {
    const from = stream.lastIndexOf(END, at) + 1;
    const to = stream.indexOf(END, at);
    if (others.every((term) => nextOf(stream, term, from, to) !== -1)) return true;
    at = nextOf(stream, rarest, to, stream.length);
  }
  return false;
}

const fewestNumbers = ({ places }: StreamTerm): number =>
  Math.min(...places.map(({ numbers }) => numbers.size));

/** Where the term's first occurrence begins that lies within the stretch; -1 if it does not occur. */
function nextOf(stream: Uint16Array, { places }: StreamTerm, from: number, to: number): number {
  const anchor = places.reduce((a, b) => (b.numbers.size < a.numbers.size ? b : a));
  const isTerm = (start: number): boolean =>
    places.every(({ place, numbers }) => numbers.has(stream[start + place] ?? END));
  for (
    let at = nextNumber(stream, anchor.numbers, from, to);
    at !== -1;
    at = nextNumber(stream, anchor.numbers, at + 1, to)
  )
    if (at - anchor.place >= from && isTerm(at - anchor.place)) return at - anchor.place;
  return -1;
}

function nextNumber(
  stream: Uint16Array,
  numbers: ReadonlySet<number>,
  from: number,
  to: number,
): number {
  const [only = END] = numbers;
  if (numbers.size === 1 && to === stream.length) return stream.indexOf(only, from);
  for (let at = from; at < to; at++) if (numbers.has(stream[at] ?? END)) return at;
  return -1;
}
