/**
 * In which meetings a word occurs: of each meeting its distinct words, and nothing else. It says which meetings can't match,
 * the rest is read. Words of a meeting that is removed are gone at once.
 *
 * Not MiniSearch: what that keeps for ranking takes ten times the time and the memory, and it forgets no word by itself.
 */

import { parseJson } from "../parse-json.ts";
import type { Lookup } from "./index-words.ts";

/** Another one for another way to write the index, to fold text, or to tell words apart: an index of before is made anew. */
const VERSION = 2;

export interface WordIndex {
  /** Takes a meeting in, in place of what it was. */
  put(meetingId: string, words: ReadonlySet<string>): void;
  remove(meetingId: string): void;
  /** The meetings that have all of these words. */
  meetingsWith(lookups: readonly Lookup[]): ReadonlySet<string>;
  /** For `parseWordIndex`. */
  serialize(): string;
}

interface Stored {
  readonly version: number;
  readonly nextNumber: number;
  readonly meetings: readonly (readonly [number: number, meetingId: string])[];
  /** By word: the numbers of the meetings, each as its distance from the one before. */
  readonly words: readonly (readonly [word: string, distances: readonly number[]])[];
}

/** Null where it was written in another way than now. @throws {Error} Where it is none at all */
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
  /** Numbers ascend, since a meeting that changes gets a new one. */
  const numbers = new Map(stored.words.map(([word, distances]) => [word, summedUp(distances)]));
  let sorted: readonly string[] | null = null;

  function remove(meetingId: string): void {
    const number = numberOf.get(meetingId);
    if (number === undefined) return;
    numberOf.delete(meetingId);
    meetingOf.delete(number);
    for (const [word, of] of numbers) {
      const at: number = placeOf(of, number);
      if (of[at] !== number) continue;
      if (of.length > 1) of.splice(at, 1);
      else if (numbers.delete(word)) sorted = null;
    }
  }

  function put(meetingId: string, words: ReadonlySet<string>): void {
    remove(meetingId);
    const number = nextNumber++;
    meetingOf.set(number, meetingId);
    numberOf.set(meetingId, number);
    for (const word of words) {
      const of = numbers.get(word);
      if (of) of.push(number);
      else if (numbers.set(word, [number])) sorted = null;
    }
  }

  function numbersWith({ word, isPrefix }: Lookup): ReadonlySet<number> {
    if (!isPrefix) return new Set(numbers.get(word));
    sorted ??= [...numbers.keys()].toSorted(byCodeUnits);
    const found = new Set<number>();
    for (let at = placeOf(sorted, word); sorted[at]?.startsWith(word); at++)
      for (const number of numbers.get(sorted[at] ?? "") ?? []) found.add(number);
    return found;
  }

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
      words: Array.from(numbers, ([word, of]) => [word, distancesOf(of)] as const),
    } satisfies Stored);

  return { put, remove, meetingsWith, serialize };
}

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Of the first that is not less, in a list that ascends. */
function placeOf<T extends string | number>(ascending: readonly T[], value: T): number {
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

function summedUp(distances: readonly number[]): number[] {
  let sum = 0;
  return distances.map((distance) => (sum += distance));
}
