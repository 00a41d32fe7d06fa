/** Options of `npm run soak`. */

import { parseArgs } from "node:util";

export interface SoakOptions {
  readonly minutes: number;
  readonly hasFaults: boolean;
  /** Seed of all random choices. */
  readonly seed: number;
  /** Use the build in `.output/chrome-mv3`. */
  readonly asBuilt: boolean;
}

export const USAGE = `npm run soak -- [options]

Records time-coded audio in a real browser and looks for every number in the recording and in the transcript.

  --minutes N       how long (30)
  --faults on|off   whether something fails every 20 to 60 s (on)
  --seed N          repeats the faults of an earlier run (any)
  --as-built        run what lies in .output/chrome-mv3 instead of building it anew
`;

/** @throws {Error} With a sentence for the user if an option is invalid */
export function parseSoakOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: "string", default: "30" },
      faults: { type: "string", default: "on" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      "as-built": { type: "boolean", default: false },
    },
  });
  if (values.faults !== "on" && values.faults !== "off")
    throw new Error(`--faults wants on or off, not "${values.faults}".`);
  return {
    minutes: wholeNumber("--minutes", values.minutes, 1),
    hasFaults: values.faults === "on",
    seed: wholeNumber("--seed", values.seed, 0),
    asBuilt: values["as-built"],
  };
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= least) return value;
  throw new Error(`${option} wants a whole number from ${least} on, not "${text}".`);
}
