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

/**
 * Where a sentence ends: after `!`, `?`, `…` and the full stops of other scripts, and after a point, unless
 * - what follows begins with a small letter, as after "approx. ten" or "etc. and" (Unicode Annex 29, rule SB8),
 * - it belongs to a title, to an abbreviation that needs what follows, or to an initial ("Dr.", "i.e.", "J."),
 * - or it belongs to a number that begins a sentence or has at most two digits ("1.", "3. Mai"), or precedes one ("No. 5", "Nov. 3").
 * Decimals ("2.5") and addresses have no point at their end.
 */
const ABBREVIATIONS =
  "Dr Drs Mr Mrs Ms Mx Prof St Sen Gov Gen Capt Lt Sgt Rev Hon Fr Hr Hrn Frl Dipl Ing Mag Sr Sra Srta Dra Mme Mlle " +
  "vs cf ca Ca approx Approx incl excl bzw ggf evtl inkl exkl vgl Vgl sog bspw i.e I.e e.g E.g z.B Z.B d.h D.h u.a p.ej p.ex n.b N.B";
const ABBREVIATION = new RegExp(
  `^["'“‘«(\\[„]*(?:${ABBREVIATIONS.replaceAll(".", "\\.").replaceAll(" ", "|")})\\.$`,
);
const ENDS_WITH_POINT = /(?<!\.)\.["'”’»)\]]*$/u;
const BEGINS_SMALL = /^["'“‘«([„]*\p{Ll}/u;
/** "I." ends "So do I." */
const INITIAL = /^(?!I)\p{Lu}\.$/u;
const SHORT_NUMBER = /^\d{1,2}\.$/;
const NUMBER = /^\d+\.$/;
const BEFORE_NUMBER = /^\p{L}{1,5}\.$/u;

const CLOSING = "[\"'”’»)\\]」』】）\\p{Pf}]*$";
const ENDS_SENTENCE = new RegExp(`[.!?…。！？؟۔।]${CLOSING}`, "u");
const ENDS_CLAUSE = new RegExp(`(?:[,;:，、；：،؛]|^[–—-])${CLOSING}`, "u");

export function measure(units: readonly TimedUnit[]): MeasuredUnits {
  const boundaries: Boundary[] = [];
  for (const [index, unit] of units.entries())
    boundaries.push(boundaryAfter(unit, units[index + 1], boundaries[index - 1] ?? "sentence"));
  const ends = [0];
  for (const [index, unit] of units.entries())
    ends.push((ends[index] ?? 0) + spaceBefore(unit) + widthOf(unit.text));
  return {
    units,
    width: (from, to) => {
      const first = units[from];
      return (ends[to] ?? 0) - (ends[from] ?? 0) - (first ? spaceBefore(first) : 0);
    },
    boundary: (index) => boundaries[index] ?? "sentence",
    pauseMs: (index) => (units[index + 1]?.startMs ?? Infinity) - (units[index]?.endMs ?? 0),
    text: (from, to) =>
      units
        .slice(from, to)
        .map((unit, index) => `${index > 0 && !unit.isGlued ? " " : ""}${unit.text}`)
        .join(""),
  };
}

const spaceBefore = ({ isGlued }: TimedUnit): number => (isGlued ? 0 : 1);

/** @param before boundary in front of the unit */
function boundaryAfter(unit: TimedUnit, next: TimedUnit | undefined, before: Boundary): Boundary {
  if (unit.endsTurn || !next) return "sentence";
  if (ENDS_SENTENCE.test(unit.text) && !isInnerPoint(unit.text, next.text, before))
    return "sentence";
  return ENDS_CLAUSE.test(unit.text) ? "clause" : "word";
}

/** The text ends with a point that ends no sentence. */
function isInnerPoint(text: string, next: string, before: Boundary): boolean {
  if (!ENDS_WITH_POINT.test(text)) return false;
  return (
    BEGINS_SMALL.test(next) ||
    ABBREVIATION.test(text) ||
    INITIAL.test(text) ||
    SHORT_NUMBER.test(text) ||
    (NUMBER.test(text) && before === "sentence") ||
    (BEFORE_NUMBER.test(text) && /^\d/.test(next))
  );
}
