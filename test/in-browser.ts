/**
 * All tests in a real browser. The project `browser` listens to audio and runs file by file; `stored` runs beside it and takes
 * only the processor time that is left.
 */

import { buildExtension } from "../local/launcher/build.ts";
import { IS_BUILT } from "./build-extension.ts";
import { type Lane, runLanes } from "./lanes.ts";

const lane = (project: string): Lane => ({
  name: `tests of ${project}/`,
  commands: [["vitest", "run", "--root", "test", "--project", project]],
  env: { [IS_BUILT]: "1" },
});

/** Vitest heads its report of failures with a ruled line that contains `Failed`. */
const failuresIn = (printed: string): string =>
  printed.slice(Math.max(0, printed.search(/^.*⎯.*Failed /mu)));

await buildExtension();
const { isGreen, printed } = await runLanes([
  { ...lane("browser"), isLive: true },
  { ...lane("stored"), isLowPriority: true },
]);
// Printed again at the end, where it is read; the other lane's output may have followed it.
if (!isGreen) process.stdout.write(failuresIn(printed[0] ?? ""));
process.exitCode = isGreen ? 0 : 1;
