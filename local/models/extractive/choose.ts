/** Which points a section takes, and in what order. */

import { bullet, type Point } from "./point.ts";
import type { Clause } from "./said.ts";
import type { Section } from "./sections.ts";
import { textRank } from "./text-rank.ts";

/** What stands in the notes stays, unless something much better comes; the mean rank in a text is 1. */
const NOTED_BONUS = 1;

/** What a section gets of what was said and of what was noted before; the best first. */
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

/** In the order of the turns. */
export const asSaid = (points: readonly Point[]): Point[] =>
  points.toSorted((one, other) => (one.numbers[0] ?? 0) - (other.numbers[0] ?? 0));
