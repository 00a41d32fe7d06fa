/** CPU time and memory of a tree of processes. Only on Linux, which has /proc. */

import { readdir, readFile, writeFile } from "node:fs/promises";
import type { Browser } from "puppeteer-core";

export const CAN_READ_PROCESSES = process.platform === "linux";

/** `sysconf(_SC_CLK_TCK)`, which is 100 on every Linux that runs Chrome. */
const TICKS_PER_SECOND = 100;
const KIB_PER_MB = 1_000_000 / 1024;

interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** @throws {Error} If the browser was not started by this program */
export function browserPid(browser: Browser): number {
  const pid = browser.process()?.pid;
  if (pid === undefined) throw new Error("The browser has no process.");
  return pid;
}

/** Kills the browser at once, as a power cut would, without closing anything in order. */
export async function killBrowser(browser: Browser): Promise<void> {
  const gone = new Promise<void>((resolve) => void browser.once("disconnected", () => resolve()));
  process.kill(browserPid(browser), "SIGKILL");
  await gone;
}

/**
 * Returns the CPU seconds (user and system) of a process and its descendants. It includes ended children that were waited for,
 * so it never decreases.
 */
export async function treeCpuSeconds(root: number): Promise<number> {
  const ticks = (await treeOf(root)).reduce((sum, each) => sum + each.ticks, 0);
  return ticks / TICKS_PER_SECOND;
}

/** Returns the renderer of the extension's pages and recorder thread, which runs while any of them is open. */
export async function extensionRendererPid(browser: Browser): Promise<number> {
  for (const { pid } of await treeOf(browserPid(browser))) {
    const words = await readFile(`/proc/${pid}/cmdline`, "latin1");
    if (/[\0 ]--extension-process[\0 ]/.test(words)) return pid;
  }
  throw new Error("No renderer of the extension is running.");
}

export const browserProcesses = async (browser: Browser): Promise<readonly number[]> =>
  (await treeOf(browserPid(browser))).map(({ pid }) => pid);

export const residentMb = (pid: number): Promise<number> => statusMb(pid, "VmRSS");

/** Returns the memory of a process and its descendants as proc(5) "Pss", which counts shared memory once. */
export async function treeMb(root: number): Promise<number> {
  const shares = await Promise.all((await treeOf(root)).map(({ pid }) => shareMb(pid)));
  return shares.reduce((sum, share) => sum + share, 0);
}

/** Returns 0 if the process has ended. */
async function shareMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) / KIB_PER_MB;
}

/** Returns the highest resident memory since `forgetPeak`. */
export const peakMb = (pid: number): Promise<number> => statusMb(pid, "VmHWM");

/** Resets the peak to the current resident memory (proc(5), value 5). */
export const forgetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, "5");

async function statusMb(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  // A process that has just ended has no memory left.
  return Number(kib ?? 0) / KIB_PER_MB;
}

async function treeOf(root: number): Promise<ProcessStat[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(readStat))).filter((each) => each !== null);
  const tree = all.filter(({ pid }) => pid === root);
  // Grows during the loop: each process adds its children.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** Reads fields 4 and 14–17 of proc(5) stat. Returns null if the process has ended. */
async function readStat(pid: string): Promise<ProcessStat | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    // The name before the last parenthesis may contain spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
    const ticks = (utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0);
    return { pid: Number(pid), parent: Number(fields[1]), ticks };
  } catch {
    return null;
  }
}
