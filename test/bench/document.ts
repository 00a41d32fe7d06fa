/** Updates `docs/benchmarks.md`: replaces the measurements between two marks and keeps the rest. */

import type { Row } from "./figure.ts";
import { isHeld } from "./goal.ts";
import type { Machine } from "./machine.ts";
import { markdownTable } from "./table.ts";

const BEGIN = "<!-- measured: written by `npm run bench -- --write` -->";
const END = "<!-- measured: end -->";

export interface Measured {
  readonly rows: readonly Row[];
  /** Names of figures that could not be measured. */
  readonly failed: readonly string[];
  readonly machine: Machine;
  /** Unix time in ms. */
  readonly at: number;
  readonly runs: number;
  readonly seconds: number;
}

/** @throws {Error} If the document lacks one of the marks */
export function withMeasured(document: string, measured: Measured): string {
  const begin = document.indexOf(BEGIN);
  const end = document.indexOf(END, begin);
  if (begin < 0 || end < 0) throw new Error(`The marks "${BEGIN}" and "${END}" are missing.`);
  const before = document.slice(0, begin + BEGIN.length);
  return `${before}\n\n${measuredText(measured)}\n\n${document.slice(end)}`;
}

function measuredText({ rows, failed, machine, at, runs, seconds }: Measured): string {
  const day = new Date(at).toISOString().slice(0, 10);
  const { cpu, cores, memoryGb, system, browser, node, load } = machine;
  const notMeasured = failed.length > 0 ? [`Not measured: ${failed.join(", ")}.`] : [];
  return [
    `Measured on ${day}, ${runs} runs, stretches of sound of ${seconds} s: ${cpu}, ${cores} cores, ${memoryGb} GB of memory, ` +
      `${system}, ${browser}, Node ${node}; load before it began ${load.toFixed(2)}.`,
    ...notMeasured,
    markdownTable(rows),
  ].join("\n\n");
}

/** Returns the figures that miss their goal and have no section of their name in the document. */
export const unexplained = (document: string, rows: readonly Row[]): readonly string[] =>
  rows.flatMap((row) =>
    isHeld(row) === false && !document.includes(`\n### ${row.figure}\n`) ? [row.figure] : [],
  );
