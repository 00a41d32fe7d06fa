/** The units of one speaker, measured once: how wide any stretch of them is, and how good a place each is to break at. */

import type { TimedUnit } from "./timed-units.ts";
import { widthOf } from "./width.ts";

/** After a unit, from best to worst. */
export type Boundary = "sentence" | "clause" | "word";

export interface MeasuredUnits {
  readonly units: readonly TimedUnit[];
  /** In columns, of the units from one index up to another, the spaces between them among it. */
  readonly width: (from: number, to: number) => number;
  readonly boundary: (index: number) => Boundary;
  /** Between a unit and the next one; Infinity after the last. */
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
