/** Runs programs side by side, so that a check takes as long as its slowest part. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import { delimiter, join } from "node:path";

const ROOT = join(import.meta.dirname, "..");
const BIN = join(ROOT, "node_modules", ".bin");

/** Programs that run one after the other until one fails. */
export interface Lane {
  readonly name: string;
  /** Each a program of node_modules, or `node`, with its arguments. */
  readonly commands: readonly (readonly string[])[];
  readonly env?: Readonly<Record<string, string>>;
  /** Prints while it runs; the others print when they have ended. */
  readonly isLive?: boolean;
  /** Takes only the processor time that other lanes leave. */
  readonly isLowPriority?: boolean;
}

/** @returns What each lane printed, in the order given, and whether all commands of all lanes exited with 0. */
export async function runLanes(
  lanes: readonly Lane[],
): Promise<{ readonly isGreen: boolean; readonly printed: readonly string[] }> {
  const ended = await Promise.all(lanes.map(runLane));
  return {
    isGreen: ended.every(({ isGreen }) => isGreen),
    printed: ended.map(({ printed }) => printed),
  };
}

async function runLane(lane: Lane) {
  const startMs = performance.now();
  let printed = "";
  let isGreen = true;
  for (const command of lane.commands) {
    const result = await runCommand(command, lane);
    printed += result.printed;
    isGreen = result.code === 0;
    if (!isGreen) break;
  }
  if (!lane.isLive) process.stdout.write(printed);
  const seconds = Math.round((performance.now() - startMs) / 1000);
  process.stdout.write(`${isGreen ? "✓" : "✗"} ${lane.name} (${seconds} s)\n`);
  return { isGreen, printed };
}

async function runCommand([program = "", ...args]: readonly string[], lane: Lane) {
  const child = spawn(program, args, {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    // Command files on Windows run in a shell only.
    shell: process.platform === "win32",
    env: {
      ...process.env,
      PATH: [BIN, process.env.PATH ?? ""].join(delimiter),
      ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}),
      ...lane.env,
    },
  });
  // Set before the program starts others, which inherit it.
  if (lane.isLowPriority && child.pid !== undefined)
    setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let printed = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (lane.isLive) process.stdout.write(text);
    });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, printed };
}
