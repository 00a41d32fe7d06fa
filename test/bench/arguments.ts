/** Arguments of `npm run bench`. */

import { parseArgs } from "node:util";
import type { BenchOptions } from "./figure.ts";

export interface Arguments extends Pick<BenchOptions, "runs" | "seconds" | "minutes"> {
  readonly names: readonly string[];
  readonly asBuilt: boolean;
  /** Write the table into `docs/benchmarks.md`. */
  readonly write: boolean;
}

/**
 * @param figures Names of the figures that a whole run measures
 * @param onlyIfAsked Names of the others
 * @throws {Error} With a sentence for the user if an argument is invalid
 */
export function parseArguments(
  args: readonly string[],
  figures: readonly string[],
  onlyIfAsked: readonly string[] = [],
): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true },
      runs: { type: "string", default: "3" },
      seconds: { type: "string", default: "20" },
      minutes: { type: "string", default: "8" },
      "as-built": { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const { only: names = figures, write } = values;
  const unknown = names.find((name) => ![...figures, ...onlyIfAsked].includes(name));
  if (unknown !== undefined) throw new Error(`There is no figure "${unknown}".`);
  if (write && values.only) throw new Error("--write wants every figure: leave --only out.");
  return {
    names,
    write,
    runs: wholeNumber("--runs", values.runs),
    seconds: wholeNumber("--seconds", values.seconds),
    minutes: wholeNumber("--minutes", values.minutes),
    asBuilt: values["as-built"],
  };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${option} wants a whole number above 0, not "${text}".`);
}
