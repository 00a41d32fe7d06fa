/** Breaks a subtitle into two lines: at the end of a sentence or clause, otherwise with the longer line below. */

import type { Boundary, MeasuredUnits } from "./measured-units.ts";
import { MOST_COLUMNS } from "./rules.ts";

export interface LineBreak {
  /** First unit of the second line; the end of the subtitle if it has one line. */
  readonly at: number;
  readonly cost: number;
}

const BOUNDARY_COST: Readonly<Record<Boundary, number>> = { sentence: 0, clause: 2, word: 6 };
/** Per column by which the lines differ. */
const UNEVEN_COST = 0.15;
const TOP_HEAVY_COST = 2;
/** For a line of one word. */
const WIDOW_COST = 15;

/**
 * @param indent columns taken at the start of the first line
 * @returns `null` if the units do not fit into two lines
 */
export function breakLines(
  measured: MeasuredUnits,
  from: number,
  to: number,
  indent: number,
): LineBreak | null {
  if (indent + measured.width(from, to) <= MOST_COLUMNS) return { at: to, cost: 0 };
  let best: LineBreak | null = null;
  for (let at = from + 1; at < to; at++) {
    const upper = indent + measured.width(from, at);
    if (upper > MOST_COLUMNS) break;
    const lower = measured.width(at, to);
    if (lower > MOST_COLUMNS) continue;
    const cost =
      BOUNDARY_COST[measured.boundary(at - 1)] +
      Math.abs(upper - lower) * UNEVEN_COST +
      (upper > lower ? TOP_HEAVY_COST : 0) +
      (at - from === 1 || to - at === 1 ? WIDOW_COST : 0);
    if (best === null || cost < best.cost) best = { at, cost };
  }
  return best;
}
