/**
 * `npm run soak`: the release build records time-coded audio for minutes or hours while network, service, database and sound system
 * fail. The run fails if a number is lost or doubled, if the recording or its words take too long to come back, or if memory grows.
 *
 *     node test/soak/soak.ts [--minutes N] [--faults on|off] [--seed N] [--as-built]
 */

import { buildExtension } from "../../local/launcher/build.ts";
import { signalOfProcess } from "../processes/process-signal.ts";
import { parseSoakOptions, type SoakOptions, USAGE } from "./options.ts";
import { report } from "./report.ts";
import { soak } from "./run.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** @returns Exit code: 2 for invalid arguments, 1 if something failed or was stopped */
async function main(): Promise<number> {
  const signal = signalOfProcess();
  let options: SoakOptions;
  try {
    options = parseSoakOptions(process.argv.slice(2));
  } catch (error) {
    say(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  try {
    if (!options.asBuilt) await buildExtension(signal);
    const { lines, objections } = report(await soak(options, say, signal));
    for (const line of lines) say(line);
    for (const objection of objections) say(objection);
    return objections.length > 0 ? 1 : 0;
  } catch (error) {
    say(messageOf(signal.aborted ? signal.reason : error));
    return 1;
  }
}

process.exitCode = await main();
