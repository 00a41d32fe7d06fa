/** Measures the units of one speaker once: widths, pauses, and how well a break fits after each. */

import type { TimedUnit } from "./timed-units.ts";
import { widthOf } from "./width.ts";

/** Kinds of places for a break after a unit, best first. */
export type Boundary = "sentence" | "clause" | "word";

export interface MeasuredUnits {
  readonly units: readonly TimedUnit[];
  /** Columns of the units from one index up to another, with the spaces between them. */
  readonly width: (from: number, to: number) => number;
  readonly boundary: (index: number) => Boundary;
  /** Pause after a unit; `Infinity` after the last. */
  readonly pauseMs: (index: number) => number;
  readonly text: (from: number, to: number) => string;
}

const CLOSING = "[\"'”’»)\\]」』】）\\p{Pf}]*$";
const ENDS_SENTENCE = new RegExp(`[.!?…。！？؟۔।]${CLOSING}`, "u");
const ENDS_CLAUSE = new RegExp(`(?:[,;:，、；：،؛]|^[–—-])${CLOSING}`, "u");

export function measure(units: readonly TimedUnit[]): MeasuredUnits {
  const ends = [0];
  for (const [index, unit] of units.entries())
    ends.push((ends[index] ?? 0) + spaceBefore(unit) + widthOf(unit.text));
  return {
    units,
    width: (from, to) => {
      const first = units[from];
      return (ends[to] ?? 0) - (ends[from] ?? 0) - (first ? spaceBefore(first) : 0);
    },
    boundary: (index) => boundaryAfter(units[index]),
    pauseMs: (index) => (units[index + 1]?.startMs ?? Infinity) - (units[index]?.endMs ?? 0),
    text: (from, to) =>
      units
        .slice(from, to)
        .map((unit, index) => `${index > 0 && !unit.isGlued ? " " : ""}${unit.text}`)
        .join(""),
  };
}

const spaceBefore = ({ isGlued }: TimedUnit): number => (isGlued ? 0 : 1);

function boundaryAfter(unit: TimedUnit | undefined): Boundary {
  if (!unit || unit.endsTurn || ENDS_SENTENCE.test(unit.text)) return "sentence";
  return ENDS_CLAUSE.test(unit.text) ? "clause" : "word";
}
