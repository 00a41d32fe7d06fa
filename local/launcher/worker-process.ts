/** Runs the team's Worker on this machine with `wrangler dev`. */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface WorkerOptions {
  /**
   * Secrets and variables of `worker/wrangler.jsonc`, by name; `UNLIMITED` gives the limits. They reach wrangler in a
   * private file, not on its command line.
   */
  readonly bindings: Readonly<Record<string, string>>;
  /** 0 takes any free port. */
  readonly port?: number;
}

export interface WorkerProcess {
  /** Address, for instance `http://127.0.0.1:8787`. */
  readonly url: string;
  /** Resolves when wrangler and all its child processes have ended. */
  close(): Promise<void>;
}

/** Tests send requests faster than a team does, and this Worker is reachable from this machine only. */
const UNLIMITED = {
  RATE_LIMITS: "off",
  DAILY_SESSION_MINUTES: "1000000",
  DAILY_MODEL_TOKENS: "1000000000",
  DAILY_BUDGET_USD: "999999",
};

const CONFIG = join(import.meta.dirname, "..", "..", "worker", "wrangler.jsonc");
const HOST = "127.0.0.1";
/** Length of wrangler's output kept to explain a failure. */
const KEPT_CHARACTERS = 4_000;
const READY_WITHIN_MS = 120_000;
const ENDED_WITHIN_MS = 10_000;

/**
 * Resolves when the Worker answers `GET /health`.
 *
 * @throws {Error} With a sentence if the port is taken, with wrangler's last output if it is not ready within two
 *   minutes.
 */
export async function startWorker({ bindings, port = 0 }: WorkerOptions): Promise<WorkerProcess> {
  await assertPortFree(port);
  const folder = await mkdtemp(join(tmpdir(), "earshot-worker-"));
  const envFile = join(folder, "env");
  await writeFile(envFile, envFileOf({ ...UNLIMITED, ...bindings }), { mode: 0o600 });
  const wrangler = spawnWrangler(folder, envFile, port);
  const words = keepOutput(wrangler);
  const close = async (): Promise<void> => {
    await endProcess(wrangler);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const url = await readyUrl(wrangler);
    await assertHealthy(url);
    return { url, close };
  } catch (error) {
    await close();
    throw new Error(`The Worker did not start. The last words of wrangler:\n${words()}`, {
      cause: error,
    });
  }
}

/** In the syntax of dotenv, which takes a bare dollar for the name of another variable. */
const envFileOf = (bindings: WorkerOptions["bindings"]): string =>
  Object.entries(bindings)
    .map(([name, value]) => `${name}='${value.replaceAll("$", "\\$")}'\n`)
    .join("");

async function assertPortFree(port: number): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, HOST), "listening");
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
    throw new Error(
      `Port ${port} ${isTaken ? "is in use: stop the program that uses it" : "cannot be used here"}, or choose another port.`,
      { cause: error },
    );
  }
  server.close();
  await once(server, "close");
}

function spawnWrangler(folder: string, envFile: string, port: number): ChildProcess {
  const manifest = createRequire(import.meta.url).resolve("wrangler/package.json");
  const program = join(dirname(manifest), "bin", "wrangler.js");
  const options = {
    config: CONFIG,
    "env-file": envFile,
    ip: HOST,
    port,
    "inspector-port": 0,
    "persist-to": join(folder, "state"),
    "show-interactive-dev-session": false,
  };
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  return spawn(process.execPath, [program, "dev", ...args], {
    cwd: dirname(CONFIG),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // A process group of its own: Ctrl-C in the terminal goes to the launcher, which stops everything in order.
    detached: process.platform !== "win32",
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: "false",
      // Otherwise wrangler writes a record of each request, call and fetch into a database of its own.
      X_LOCAL_OBSERVABILITY: "false",
      WRANGLER_LOG_PATH: folder,
      NO_COLOR: "1",
    },
  });
}

/** @returns a function that returns the end of the process's output so far */
function keepOutput({ stdout, stderr }: ChildProcess): () => string {
  let words = "";
  for (const stream of [stdout, stderr])
    stream
      ?.setEncoding("utf8")
      .on("data", (text: string) => (words = (words + text).slice(-KEPT_CHARACTERS)));
  return () => words.trim();
}

/** Wrangler sends its address to the parent process. */
function readyUrl(wrangler: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("not ready in time")), READY_WITHIN_MS);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    wrangler.on("message", (message) => {
      const url = urlOf(message);
      if (url !== undefined) settle(() => resolve(url));
    });
    wrangler.once("error", (error) => settle(() => reject(error)));
    wrangler.once("exit", (code) => settle(() => reject(new Error(`ended with code ${code}`))));
  });
}

/** Wrangler's `DEV_SERVER_READY` message: a JSON string with `event`, `ip` and `port`. */
function urlOf(message: unknown): string | undefined {
  if (typeof message !== "string") return undefined;
  const { event, port } = JSON.parse(message) as { event?: unknown; port?: unknown };
  return event === "DEV_SERVER_READY" ? `http://${HOST}:${String(port)}` : undefined;
}

async function assertHealthy(url: string): Promise<void> {
  const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(READY_WITHIN_MS) });
  if (!response.ok) throw new Error(`GET /health answered ${response.status}`);
}

/** Asks the process to end together with its children. If it does not end in time, its whole group is killed. */
async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  const timer = setTimeout(() => killGroup(child), ENDED_WITHIN_MS);
  child.kill("SIGTERM");
  await ended;
  clearTimeout(timer);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === "win32") child.kill("SIGKILL");
  else process.kill(-child.pid, "SIGKILL");
}
