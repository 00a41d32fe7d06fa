/**
 * Chooses and orders the points of a section. Ranks by TextRank (Mihalcea and Tarau, "TextRank: Bringing Order into
 * Texts", 2004): sentences that share words with many others, which in turn do so, rank high.
 */

import { bullet, type Point } from "./point.ts";
import type { Clause } from "./passages.ts";
import type { Section } from "./note-sections.ts";
import { contentWordsOf, stemOf } from "../english/content-words.ts";

/** Keeps noted points unless much better ones come. The mean rank in a text is 1. */
const NOTED_BONUS = 1;

/** Points of a section from the transcript and from earlier notes, the best first. */
export function chosenFor(
  section: Section,
  clauses: readonly Clause[],
  noted: readonly Point[],
): Point[] {
  const found = section.find(clauses);
  const kept = new Set(noted.map(bullet));
  const points = [...noted, ...found.filter((point) => !kept.has(bullet(point)))];
  const ranks = textRank(points.map(({ text }) => text));
  const scoreOf = (point: Point, index: number): number =>
    (section.weigh?.(point) ?? 0) + (ranks[index] ?? 0) + (index < noted.length ? NOTED_BONUS : 0);
  return points
    .map((point, index) => ({ point, score: scoreOf(point, index) }))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, section.most(found.length, noted.length))
    .map(({ point }) => point);
}

/** Sorts by turn. */
export const inSpokenOrder = (points: readonly Point[]): Point[] =>
  points.toSorted((one, other) => (one.numbers[0] ?? 0) - (other.numbers[0] ?? 0));

/** Value of the paper and of PageRank. */
const DAMPING = 0.85;
const ITERATIONS = 30;

/** In a long transcript, a word in more than this share of the sentences says nothing and costs much. */
const MAX_SHARE = 0.1;
const LONG_TRANSCRIPT_SENTENCES = 50;

/** @returns a score for each sentence, in their order; the mean is about 1 */
export function textRank(sentences: readonly string[]): number[] {
  const words = sentences.map((sentence) => new Set(contentWordsOf(sentence).map(stemOf)));
  const links = similarities(words);
  const strength = links.map((row) => sum(row.values()));

  let scores = sentences.map(() => 1);
  for (let round = 0; round < ITERATIONS; round++) {
    scores = links.map((row) => {
      let received = 0;
      for (const [other, weight] of row)
        received += ((scores[other] ?? 0) * weight) / (strength[other] || 1);
      return 1 - DAMPING + DAMPING * received;
    });
  }
  return scores;
}

/** For each sentence, the others that share words with it and how similar they are (the paper's measure). */
function similarities(words: readonly ReadonlySet<string>[]): Map<number, number>[] {
  const links = words.map(() => new Map<number, number>());
  const connect = (from: number, to: number): void => {
    const row = links[from];
    row?.set(to, (row.get(to) ?? 0) + 1);
  };
  for (const places of placesOfWords(words)) {
    for (const one of places) for (const other of places) if (one !== other) connect(one, other);
  }

  // The added 1 keeps sentences of a single word from dividing by zero.
  const size = (index: number): number => Math.log(1 + (words[index]?.size ?? 0));
  for (const [index, row] of links.entries())
    for (const [other, shared] of row) row.set(other, shared / (size(index) + size(other)));
  return links;
}

/** For each word, the sentences that hold it. */
function placesOfWords(words: readonly ReadonlySet<string>[]): number[][] {
  const places = new Map<string, number[]>();
  for (const [index, set] of words.entries())
    for (const word of set) {
      const known = places.get(word);
      if (known) known.push(index);
      else places.set(word, [index]);
    }
  const most = words.length < LONG_TRANSCRIPT_SENTENCES ? Infinity : words.length * MAX_SHARE;
  return [...places.values()].filter((list) => list.length <= most);
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
