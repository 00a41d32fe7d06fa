/** Builds the extension for a browser. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const ROOT = join(import.meta.dirname, "..", "..");
const WXT = join(ROOT, "node_modules", "wxt", "bin", "wxt.mjs");

/** Folder of the build. */
export const EXTENSION_DIR = join(ROOT, ".output", "chrome-mv3");

/**
 * Prints nothing.
 *
 * @throws {Error} With the output of the build if it fails.
 */
export async function buildExtension(signal?: AbortSignal): Promise<void> {
  const build = spawn(process.execPath, [WXT, "build"], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    // The environment of a test runner must not reach the build.
    env: { ...process.env, NODE_ENV: "production", NO_COLOR: "1" },
    ...(signal && { signal }),
  });
  const [out, errors, [code]] = await Promise.all([
    text(build.stdout),
    text(build.stderr),
    once(build, "exit") as Promise<[number | null]>,
  ]);
  if (code !== 0) throw new Error(`The extension could not be built.\n${out}${errors}`);
}
