/**
 * Cuts the words of one speaker into subtitles, in the way of least total cost (rules: `cue.ts`). A break costs little at the
 * end of a sentence or clause and in a pause, more within a clause, and most if it leaves a word alone.
 */

import type { Boundary, MeasuredUnits } from "./measured-units.ts";
import { LEAST_MS, LINES, MOST_COLUMNS, MOST_MS } from "./cue.ts";

/** Units `from` up to `to`; the second line begins at `lineAt`, which equals `to` if there is one line. */
export interface Cut {
  readonly from: number;
  readonly to: number;
  readonly lineAt: number;
}

const CUE_COST = 10;
const BOUNDARY_COST: Readonly<Record<Boundary, number>> = { sentence: 0, clause: 8, word: 25 };
/** For a break in a pause. */
const PAUSED_COST = 4;
const PAUSE_MS = 500;
/** For a sentence end inside a subtitle; more if a sentence of it begins or ends in another subtitle. */
const SENTENCE_INSIDE_COST = 3;
const SENTENCE_TORN_COST = 15;
/** Per second of a longer pause inside a subtitle, which would show words before they are said. */
const LONG_PAUSE_MS = 1_000;
const PAUSE_INSIDE_COST = 20;
/** For a subtitle that is too short to be read. */
const SHORT_COST = 20;
const WIDOW_COST = 60;

/** @param indents for each unit the columns to leave free in a subtitle that begins with it */
export function cutCues(measured: MeasuredUnits, indents: readonly number[]): readonly Cut[] {
  const count = measured.units.length;
  const best: { readonly cost: number; readonly cut: Cut | null }[] = [{ cost: 0, cut: null }];
  for (let to = 1; to <= count; to++) {
    let cheapest: (typeof best)[number] = { cost: Infinity, cut: null };
    for (let from = to - 1; from >= 0 && isPossible(measured, from, to); from--) {
      const lines = breakLines(measured, from, to, indents[from] ?? 0);
      // A single unit fits into one line and its indent into the other.
      const lineBreak = lines ?? (to - from === 1 ? { at: to, cost: 0 } : null);
      if (!lineBreak) continue;
      const cost = (best[from]?.cost ?? Infinity) + cueCost(measured, from, to, lineBreak);
      if (cost < cheapest.cost) cheapest = { cost, cut: { from, to, lineAt: lineBreak.at } };
    }
    best.push(cheapest);
  }
  const cuts: Cut[] = [];
  for (let cut = best[count]?.cut; cut; cut = best[cut.from]?.cut) cuts.push(cut);
  return cuts.toReversed();
}

function isPossible({ units, width }: MeasuredUnits, from: number, to: number): boolean {
  if (to - from === 1) return true;
  const spoken = (units[to - 1]?.endMs ?? 0) - (units[from]?.startMs ?? 0);
  return spoken <= MOST_MS && width(from, to) <= LINES * MOST_COLUMNS + 1;
}

function cueCost(measured: MeasuredUnits, from: number, to: number, lineBreak: LineBreak): number {
  const { units, boundary, pauseMs } = measured;
  const isLast = to === units.length;
  let cost = CUE_COST + lineBreak.cost;
  if (!isLast) {
    const own = BOUNDARY_COST[boundary(to - 1)];
    cost += pauseMs(to - 1) >= PAUSE_MS ? Math.min(own, PAUSED_COST) : own;
    const shownMs = (units[to]?.startMs ?? Infinity) - (units[from]?.startMs ?? 0);
    if (shownMs < LEAST_MS) cost += SHORT_COST;
  }
  const isWhole = boundary(from - 1) === "sentence" && boundary(to - 1) === "sentence";
  if (to - from === 1 && !isWhole) cost += WIDOW_COST;
  const sentence = isWhole ? SENTENCE_INSIDE_COST : SENTENCE_TORN_COST;
  for (let index = from; index < to - 1; index++) {
    if (boundary(index) === "sentence") cost += sentence;
    const pause = pauseMs(index);
    if (pause >= LONG_PAUSE_MS) cost += (pause / 1000) * PAUSE_INSIDE_COST;
  }
  return cost;
}

interface LineBreak {
  /** First unit of the second line; the end of the subtitle if it has one line. */
  readonly at: number;
  readonly cost: number;
}

/** For the boundary at which a line ends. */
const LINE_BOUNDARY_COST: Readonly<Record<Boundary, number>> = { sentence: 0, clause: 2, word: 6 };
/** Per column by which the lines differ. */
const UNEVEN_COST = 0.15;
const TOP_HEAVY_COST = 2;
/** For a line of one word. */
const LINE_WIDOW_COST = 15;

/**
 * Breaks a subtitle into two lines that end where the sentence allows it.
 *
 * @param indent columns taken at the start of the first line
 * @returns `null` if the units do not fit into two lines
 */
function breakLines(
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
      LINE_BOUNDARY_COST[measured.boundary(at - 1)] +
      Math.abs(upper - lower) * UNEVEN_COST +
      (upper > lower ? TOP_HEAVY_COST : 0) +
      (at - from === 1 || to - at === 1 ? LINE_WIDOW_COST : 0);
    if (best === null || cost < best.cost) best = { at, cost };
  }
  return best;
}
