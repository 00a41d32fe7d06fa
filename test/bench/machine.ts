/** Describes the machine without identifying it. */

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { promisify } from "node:util";
import { findBrowser } from "../../local/browser/find-browser.mjs";

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly browser: string;
  readonly node: string;
  /** Load average of the last minute. */
  readonly load: number;
}

export async function describeMachine(): Promise<Machine> {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? "unknown processor",
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: await systemName(),
    browser: await browserVersion(),
    node: process.version.slice(1),
    load: loadavg()[0] ?? 0,
  };
}

/** Reads os-release(5) if it exists. */
async function systemName(): Promise<string> {
  const words = await readFile("/etc/os-release", "utf8").catch(() => "");
  return /^PRETTY_NAME="?(.*?)"?$/m.exec(words)?.[1] ?? `${type()} ${release()}`;
}

async function browserVersion(): Promise<string> {
  const program = findBrowser();
  if (program === undefined) return "no browser";
  const { stdout } = await promisify(execFile)(program, ["--version"]);
  // "Chromium 156.0.8078.79 built on …"
  return /^[^\d]*[\d.]+/.exec(stdout.trim())?.[0] ?? stdout.trim();
}
