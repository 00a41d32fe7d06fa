/**
 * `npm run bench`: the figures of design.md §9, measured on the extension as it is built for people and printed as one
 * Markdown table. Numbers of one machine mean little on another; ratios do.
 *
 *     node test/bench/bench.ts [--only NAME] [--runs N] [--seconds N] [--as-built]
 */

import { parseArgs } from "node:util";
import { buildExtension } from "../../local/launcher/build.ts";
import type { BenchOptions, Figure, Row } from "./figure.ts";
import { cpu } from "./figures/cpu.ts";
import { library } from "./figures/library.ts";
import { memory } from "./figures/memory.ts";
import { packageSize } from "./figures/package-size.ts";
import { panel } from "./figures/panel.ts";
import { search } from "./figures/search.ts";
import { soundToWire } from "./figures/sound-to-wire.ts";
import { wavExport } from "./figures/wav-export.ts";
import { worker } from "./figures/worker.ts";
import { signalOfProcess } from "./process-signal.ts";
import { markdownTable } from "./table.ts";

const FIGURES: Readonly<Record<string, Figure>> = {
  cpu,
  "sound-to-wire": soundToWire,
  memory,
  panel,
  library,
  search,
  "wav-export": wavExport,
  worker,
  "package-size": packageSize,
};

const USAGE = `npm run bench -- [options]

  --only NAME   one figure (may be given again): ${Object.keys(FIGURES).join(", ")}
  --runs N      how often each thing is measured (3)
  --seconds N   length of one measured stretch of sound (60)
  --as-built    measure what lies in .output/chrome-mv3 instead of building it anew
`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Arguments extends Pick<BenchOptions, "runs" | "seconds"> {
  readonly names: readonly string[];
  readonly asBuilt: boolean;
}

/** @throws {Error} With a sentence where they cannot be understood. */
function parseArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", multiple: true },
      runs: { type: "string", default: "3" },
      seconds: { type: "string", default: "60" },
      "as-built": { type: "boolean", default: false },
    },
  });
  const names = values.only ?? Object.keys(FIGURES);
  const unknown = names.find((name) => !(name in FIGURES));
  if (unknown !== undefined) throw new Error(`There is no figure "${unknown}".`);
  return {
    names,
    runs: wholeNumber("--runs", values.runs),
    seconds: wholeNumber("--seconds", values.seconds),
    asBuilt: values["as-built"],
  };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`${option} wants a whole number above 0, not "${text}".`);
}

interface Outcome {
  readonly rows: readonly Row[];
  readonly failures: number;
}

/** A figure that fails is named on standard error; the others are measured all the same. */
async function measure({ names, runs, seconds }: Arguments, signal: AbortSignal): Promise<Outcome> {
  const rows: Row[] = [];
  let failures = 0;
  for (const name of names) {
    if (signal.aborted) break;
    const ofFigure = (line: string): void => say(`${name}: ${line}`);
    try {
      rows.push(...((await FIGURES[name]?.({ runs, seconds, signal, say: ofFigure })) ?? []));
    } catch (error) {
      if (signal.aborted) break;
      failures++;
      say(`${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  return { rows, failures };
}

/** @returns The exit code: 2 where the arguments are wrong, 1 where something failed or was stopped. */
async function main(): Promise<number> {
  const signal = signalOfProcess();
  let given: Arguments;
  try {
    given = parseArguments(process.argv.slice(2));
  } catch (error) {
    say(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  try {
    if (!given.asBuilt) await buildExtension(signal);
  } catch (error) {
    say(messageOf(error));
    return 1;
  }
  const { rows, failures } = await measure(given, signal);
  if (signal.aborted) say(messageOf(signal.reason));
  if (rows.length > 0) process.stdout.write(`${markdownTable(rows)}\n`);
  return failures > 0 || signal.aborted ? 1 : 0;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

process.exitCode = await main();
