/** Runs the installed wrangler. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

export interface Wrangler {
  /** Runs without a terminal and returns what it printed. */
  read(...args: string[]): Promise<WranglerOutput>;
  /** Runs in the terminal, where it may ask and print. Resolves to its exit code. */
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<number>;
}

export interface WranglerOutput {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

const ROOT = join(import.meta.dirname, "..", "..");
const CONFIG = join("worker", "wrangler.jsonc");
const ENV = { ...process.env, WRANGLER_SEND_METRICS: "false" };

export const installedWrangler: Wrangler = {
  async read(...args) {
    const child = spawn(process.execPath, commandLine(args), {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...ENV, NO_COLOR: "1" },
    });
    const [out, errors, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit").then(exitCode),
    ]);
    return { code, out, errors };
  },
  async run(args, env = {}) {
    const child = spawn(process.execPath, commandLine(args), {
      cwd: ROOT,
      stdio: "inherit",
      env: { ...ENV, ...env },
    });
    return exitCode(await once(child, "exit"));
  },
};

function commandLine(args: readonly string[]): string[] {
  const manifest = createRequire(import.meta.url).resolve("wrangler/package.json");
  return [join(dirname(manifest), "bin", "wrangler.js"), ...args, "--config", CONFIG];
}

const exitCode = ([code]: unknown[]): number => (typeof code === "number" ? code : 1);
