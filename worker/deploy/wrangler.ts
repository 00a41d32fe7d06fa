/** Runs the installed wrangler. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";

type Variables = Readonly<Record<string, string>>;

export interface Wrangler {
  /** Runs without a terminal and returns what it printed. */
  read(args: readonly string[], env?: Variables): Promise<WranglerOutput>;
  /**
   * Runs in the terminal, where it may ask and print. Resolves to its exit code.
   *
   * @param input Standard input in place of the terminal. Secrets go this way, so that no file and no command line holds them.
   */
  run(args: readonly string[], env?: Variables, input?: string): Promise<number>;
}

export interface WranglerOutput {
  readonly code: number;
  readonly out: string;
  readonly errors: string;
}

const ROOT = join(import.meta.dirname, "..", "..");
const CONFIG = join("worker", "wrangler.jsonc");
const ENV = {
  ...process.env,
  WRANGLER_SEND_METRICS: "false",
  // Wrangler's debug log leaves out the bodies of requests, unless somebody has switched that off.
  WRANGLER_LOG_SANITIZE: "true",
};

/** @param program Path of wrangler's script for Node. */
export const wranglerAt = (program: string): Wrangler => {
  const commandLine = (args: readonly string[]) => [program, ...args, "--config", CONFIG];
  return {
    async read(args, env = {}) {
      const child = spawn(process.execPath, commandLine(args), {
        cwd: ROOT,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...ENV, NO_COLOR: "1", ...env },
      });
      const [out, errors, code] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        exitCode(child),
      ]);
      return { code, out, errors };
    },
    async run(args, env = {}, input) {
      const child = spawn(process.execPath, commandLine(args), {
        cwd: ROOT,
        stdio: [input === undefined ? "inherit" : "pipe", "inherit", "inherit"],
        env: { ...ENV, ...env },
      });
      // A program that ends early does not read its input.
      child.stdin?.on("error", () => {}).end(input);
      return untilExit(child);
    },
  };
};

export const installedWrangler = (): Wrangler => {
  const manifest = createRequire(import.meta.url).resolve("wrangler/package.json");
  return wranglerAt(join(dirname(manifest), "bin", "wrangler.js"));
};

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Passes signals on and survives them, so that the caller can tidy up after the program has ended. */
async function untilExit(child: ChildProcess): Promise<number> {
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, forward);
  try {
    return await exitCode(child);
  } finally {
    for (const signal of SIGNALS) process.off(signal, forward);
  }
}

async function exitCode(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, "exit")) as unknown[];
  return typeof code === "number" ? code : 1;
}
