/**
 * All tests that need a real browser or the real speech model, file by file. The project `browser` listens to audio; `stored`, `live`
 * and `recogniser` run beside it and take only the processor time that is left.
 */

import { buildExtension } from "../local/launcher/build.ts";
import { IS_BUILT } from "./build-extension.ts";
import { type Lane, runLanes } from "./lanes.ts";

/** The projects run one after the other. */
const lane = (...projects: readonly string[]): Lane => ({
  name: `tests of ${projects.map((project) => `${project}/`).join(", ")}`,
  commands: projects.map((project) => ["vitest", "run", "--root", "test", "--project", project]),
  env: { [IS_BUILT]: "1" },
});

/** Vitest heads its report of failures with a ruled line that contains `Failed`. */
const failuresIn = (printed: string): string =>
  printed.slice(Math.max(0, printed.search(/^.*⎯.*Failed /mu)));

await buildExtension();
const { isGreen, printed } = await runLanes([
  { ...lane("browser"), isLive: true },
  { ...lane("stored", "live", "recogniser"), isLowPriority: true },
]);
// Printed again at the end, where it is read; the other lane's output may have followed it.
if (!isGreen) process.stdout.write(failuresIn(printed[0] ?? ""));
process.exitCode = isGreen ? 0 : 1;
