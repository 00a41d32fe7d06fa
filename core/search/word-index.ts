/**
 * Index of the distinct words of each meeting. It excludes meetings that cannot match; `word-stream.ts` tells where the words
 * stand, and the meetings that are left are read. Words of a removed meeting are removed with it.
 *
 * MiniSearch was rejected: its data for ranking takes ten times the time and the memory, and it keeps the words of removed documents.
 */

import { parseJson } from "../parse-json.ts";
import type { Lookup } from "./index-words.ts";

/** Changes with the format of the index, the indexed texts, the folding and the splitting into words: an older index is built again. */
const VERSION = 4;

export interface WordIndex {
  /** Replaces the words of a meeting. */
  put(meetingId: string, words: ReadonlySet<string>): void;
  remove(meetingId: string): void;
  /** The meetings that have all of these words. */
  meetingsWith(lookups: readonly Lookup[]): ReadonlySet<string>;
  /** The indexed words that match. */
  matching(lookup: Lookup): readonly string[];
  /** Returns text for `parseWordIndex`. */
  serialize(): string;
}

interface Stored {
  readonly version: number;
  readonly nextNumber: number;
  readonly meetings: readonly (readonly [number: number, meetingId: string])[];
  /** For each word the numbers of its meetings, each as its distance from the one before. */
  readonly words: readonly (readonly [word: string, distances: readonly number[]])[];
}

/** @returns `null` if another version wrote it @throws {Error} if it is no index */
export function parseWordIndex(text: string): WordIndex | null {
  const stored = parseJson(text) as Stored | undefined;
  return stored?.version === VERSION ? openWordIndex(stored) : null;
}

export const emptyWordIndex = (): WordIndex =>
  openWordIndex({ version: VERSION, nextNumber: 0, meetings: [], words: [] });

function openWordIndex(stored: Stored): WordIndex {
  let { nextNumber } = stored;
  const meetingOf = new Map(stored.meetings);
  const numberOf = new Map(stored.meetings.map(([number, id]) => [id, number]));
  /** Ascending, because a meeting that changes gets a new number. */
  const numbers = new Map(stored.words.map(([word, distances]) => [word, sumsOf(distances)]));
  let sorted: readonly string[] | null = null;

  function remove(meetingId: string): void {
    const number = numberOf.get(meetingId);
    if (number === undefined) return;
    numberOf.delete(meetingId);
    meetingOf.delete(number);
    for (const [word, ascending] of numbers) {
      const at: number = lowerBound(ascending, number);
      if (ascending[at] !== number) continue;
      if (ascending.length > 1) ascending.splice(at, 1);
      else if (numbers.delete(word)) sorted = null;
    }
  }

  function put(meetingId: string, words: ReadonlySet<string>): void {
    remove(meetingId);
    const number = nextNumber++;
    meetingOf.set(number, meetingId);
    numberOf.set(meetingId, number);
    for (const word of words) {
      const ascending = numbers.get(word);
      if (ascending) ascending.push(number);
      else if (numbers.set(word, [number])) sorted = null;
    }
  }

  function matching({ word, isPrefix }: Lookup): readonly string[] {
    if (!isPrefix) return numbers.has(word) ? [word] : [];
    sorted ??= [...numbers.keys()].toSorted(byCodeUnits);
    const from = lowerBound(sorted, word);
    let to = from;
    while (sorted[to]?.startsWith(word)) to++;
    return sorted.slice(from, to);
  }

  const numbersWith = (lookup: Lookup): ReadonlySet<number> =>
    new Set(matching(lookup).flatMap((word) => numbers.get(word) ?? []));

  function meetingsWith(lookups: readonly Lookup[]): ReadonlySet<string> {
    const ofEach = lookups.map(numbersWith).toSorted((a, b) => a.size - b.size);
    const [fewest = new Set<number>(), ...others] = ofEach;
    const common = [...fewest].filter((number) => others.every((each) => each.has(number)));
    return new Set(common.flatMap((number) => meetingOf.get(number) ?? []));
  }

  const serialize = (): string =>
    JSON.stringify({
      version: VERSION,
      nextNumber,
      meetings: [...meetingOf],
      words: Array.from(numbers, ([word, ascending]) => [word, distancesOf(ascending)] as const),
    } satisfies Stored);

  return { put, remove, meetingsWith, matching, serialize };
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Index of the first element that is not less than `value`. */
function lowerBound<T extends string | number>(ascending: readonly T[], value: T): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? value) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const distancesOf = (ascending: readonly number[]): number[] =>
  ascending.map((number, index) => number - (ascending[index - 1] ?? 0));

function sumsOf(distances: readonly number[]): number[] {
  let sum = 0;
  return distances.map((distance) => (sum += distance));
}
