/**
 * `npm run bench`: measures the figures of docs/benchmarks.md on the release build and prints them as a Markdown table. Ratios
 * are comparable across machines, absolute numbers are not.
 */

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildExtension } from "../../local/launcher/build.ts";
import { type Arguments, parseArguments } from "./arguments.ts";
import { unexplained, withMeasured } from "./document.ts";
import type { Figure, Row } from "./figure.ts";
import { archive } from "./figures/archive.ts";
import { blips } from "./figures/blips.ts";
import { cpu } from "./figures/cpu.ts";
import { find } from "./figures/find.ts";
import { hostileNotes } from "./figures/hostile-notes.ts";
import { mediaImport } from "./figures/import.ts";
import { library } from "./figures/library.ts";
import { memory } from "./figures/memory.ts";
import { notes } from "./figures/notes.ts";
import { packageSize } from "./figures/package-size.ts";
import { panel } from "./figures/panel.ts";
import { longSearch, search } from "./figures/search.ts";
import { storedTurn } from "./figures/stored-turn.ts";
import { speech } from "./figures/speech.ts";
import { speechInChrome } from "./figures/speech-in-chrome.ts";
import { audioToWire } from "./figures/sound-to-wire.ts";
import { wavExport } from "./figures/wav-export.ts";
import { worker } from "./figures/worker.ts";
import { describeMachine, type Machine } from "./machine.ts";
import { signalOfProcess } from "../processes/process-signal.ts";
import { markdownTable } from "./table.ts";

const FIGURES: Readonly<Record<string, Figure>> = {
  cpu,
  "sound-to-wire": audioToWire,
  blips,
  memory,
  panel,
  find,
  library,
  search,
  "stored-turn": storedTurn,
  speech,
  "speech-in-chrome": speechInChrome,
  "wav-export": wavExport,
  archive,
  import: mediaImport,
  notes,
  "hostile-notes": hostileNotes,
  worker,
  "package-size": packageSize,
};
/** Those that would make the whole run too long. */
const ONLY_IF_ASKED: Readonly<Record<string, Figure>> = { "search-long": longSearch };
const NAMES = Object.keys(FIGURES);
const ALL = { ...FIGURES, ...ONLY_IF_ASKED };
const DOCUMENT = join(import.meta.dirname, "..", "..", "docs", "benchmarks.md");

const USAGE = `npm run bench -- [options]

  --only NAME   one figure (may be given again):
                ${NAMES.join(", ")};
                only if asked for: ${Object.keys(ONLY_IF_ASKED).join(", ")}
  --runs N      how often each thing is measured (3)
  --seconds N   length of one measured stretch of sound (20)
  --minutes N   length of the recording whose memory is watched (8); measured from its minute 5 on
  --as-built    measure what lies in .output/chrome-mv3 instead of building it anew
  --write       put the table into docs/benchmarks.md too
`;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

interface Outcome {
  readonly rows: readonly Row[];
  /** Names of figures. */
  readonly failed: readonly string[];
}

/** Measures all figures; one that fails is reported on standard error and does not stop the others. */
async function measure({ names, ...given }: Arguments, signal: AbortSignal): Promise<Outcome> {
  const rows: Row[] = [];
  const failed: string[] = [];
  for (const name of names) {
    if (signal.aborted) break;
    const ofFigure = (line: string): void => say(`${name}: ${line}`);
    const begin = performance.now();
    try {
      rows.push(...((await ALL[name]?.({ ...given, signal, say: ofFigure })) ?? []));
    } catch (error) {
      if (signal.aborted) break;
      failed.push(name);
      say(`${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
    ofFigure(`took ${((performance.now() - begin) / 60_000).toFixed(1)} min`);
  }
  return { rows, failed };
}

async function write(outcome: Outcome, given: Arguments, machine: Machine): Promise<void> {
  const before = await readFile(DOCUMENT, "utf8");
  const document = withMeasured(before, { ...outcome, ...given, machine, at: Date.now() });
  await writeFile(DOCUMENT, document);
  for (const figure of unexplained(document, outcome.rows))
    say(`Missed, and docs/benchmarks.md does not say why: ${figure}`);
}

/** @returns Exit code: 2 for invalid arguments, 1 if something failed or was stopped */
async function main(): Promise<number> {
  const signal = signalOfProcess();
  let given: Arguments;
  try {
    given = parseArguments(process.argv.slice(2), NAMES, Object.keys(ONLY_IF_ASKED));
  } catch (error) {
    say(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  // Read before the build, which is a load itself.
  const machine = await describeMachine();
  try {
    if (!given.asBuilt) await buildExtension(signal);
  } catch (error) {
    say(messageOf(error));
    return 1;
  }
  const outcome = await measure(given, signal);
  if (signal.aborted) say(messageOf(signal.reason));
  if (outcome.rows.length > 0) process.stdout.write(`${markdownTable(outcome.rows)}\n`);
  if (given.write && !signal.aborted) await write(outcome, given, machine);
  return outcome.failed.length > 0 || signal.aborted ? 1 : 0;
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

process.exitCode = await main();
