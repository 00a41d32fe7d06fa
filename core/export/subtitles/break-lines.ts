/** Where a subtitle of two lines breaks: at the end of a sentence or clause, else so that the lower line is the longer one. */

import type { Boundary, MeasuredUnits } from "./measured-units.ts";
import { MOST_COLUMNS } from "./rules.ts";

export interface LineBreak {
  /** Where the second line begins; the end of the stretch where there is none. */
  readonly at: number;
  readonly cost: number;
}

const BOUNDARY_COST: Readonly<Record<Boundary, number>> = { sentence: 0, clause: 2, word: 6 };
/** For each column by which the lines differ. */
const UNEVEN_COST = 0.15;
const TOP_HEAVY_COST = 2;
/** Of a line with one word. */
const WIDOW_COST = 15;

/**
 * @param indent Columns at the beginning of the first line that are taken.
 * @returns Null where the stretch does not fit into two lines.
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
