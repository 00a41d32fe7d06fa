/**
 * All tests in a real browser: those that listen to sound (`browser/`) one after the other, and beside them those of what is
 * stored (`stored/`), which get what the others leave of the processor.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { join } from "node:path";
import { buildExtension } from "../local/launcher/build.ts";
import { IS_BUILT } from "./build-extension.ts";

const VITEST = join(import.meta.dirname, "..", "node_modules", "vitest", "vitest.mjs");

/** @returns Its exit code, and what it printed, which is shown at once only where that is wanted. */
async function runProject(project: string, isShown: boolean) {
  const args = [VITEST, "run", "--root", import.meta.dirname, "--project", project];
  const tests = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      [IS_BUILT]: "1",
      ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}),
    },
  });
  // Before it has started anything: what it starts has its priority.
  if (!isShown && tests.pid !== undefined) setPriority(tests.pid, constants.priority.PRIORITY_LOW);
  let printed = "";
  for (const stream of [tests.stdout, tests.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (isShown) process.stdout.write(text);
    });
  const [code] = (await once(tests, "close")) as [number | null];
  return { code, printed };
}

/** Vitest heads what it says of failures with a ruled line, in which `Failed` stands; all of it where there is none. */
const printedOfFailures = (printed: string): string =>
  printed.slice(Math.max(0, printed.search(/^.*⎯.*Failed /mu)));

await buildExtension();
const [listening, stored] = await Promise.all([
  runProject("browser", true),
  runProject("stored", false),
]);
process.stdout.write(stored.printed);
// Where it failed is what is read last.
if (listening.code !== 0) process.stdout.write(printedOfFailures(listening.printed));
process.exitCode = listening.code === 0 && stored.code === 0 ? 0 : 1;
