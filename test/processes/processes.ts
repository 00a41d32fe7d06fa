/** What a tree of processes costs, as the kernel counts it. Linux only: elsewhere there is no /proc. */

import { readdir, readFile, writeFile } from "node:fs/promises";
import type { Browser } from "puppeteer-core";

/** Whether this machine can tell. */
export const CAN_READ_PROCESSES = process.platform === "linux";

/** `sysconf(_SC_CLK_TCK)`: 100 on every Linux that runs Chrome. */
const TICKS_PER_SECOND = 100;
const KIB_PER_MB = 1_000_000 / 1024;

/** One process of a tree; times in ticks. */
interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
}

/** @throws {Error} Where the browser was not started by this program. */
export function browserPid(browser: Browser): number {
  const pid = browser.process()?.pid;
  if (pid === undefined) throw new Error("The browser has no process.");
  return pid;
}

/**
 * CPU seconds (user and system) that a process and all below it have used so far. The time of children that have ended and
 * been waited for is in it, so that it never shrinks.
 */
export async function treeCpuSeconds(root: number): Promise<number> {
  const ticks = (await treeOf(root)).reduce((sum, each) => sum + each.ticks, 0);
  return ticks / TICKS_PER_SECOND;
}

/** The renderer that holds the extension's pages and its recorder thread; there is one as long as any of them is open. */
export async function extensionRendererPid(browser: Browser): Promise<number> {
  for (const { pid } of await treeOf(browserPid(browser))) {
    const words = await readFile(`/proc/${pid}/cmdline`, "latin1");
    if (/[\0 ]--extension-process[\0 ]/.test(words)) return pid;
  }
  throw new Error("No renderer of the extension is running.");
}

/** Every process of the browser that is running. */
export const browserProcesses = async (browser: Browser): Promise<readonly number[]> =>
  (await treeOf(browserPid(browser))).map(({ pid }) => pid);

/** Memory that is resident now. */
export const residentMb = (pid: number): Promise<number> => statusMb(pid, "VmRSS");

/**
 * Memory of a process and all below it, proc(5) "Pss": what several share is divided among them, so that the sum counts it
 * once.
 */
export async function treeMb(root: number): Promise<number> {
  const shares = await Promise.all((await treeOf(root)).map(({ pid }) => shareMb(pid)));
  return shares.reduce((sum, share) => sum + share, 0);
}

/** 0 of a process that has ended meanwhile. */
async function shareMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) / KIB_PER_MB;
}

/** Most memory that was resident since `forgetPeak`. */
export const peakMb = (pid: number): Promise<number> => statusMb(pid, "VmHWM");

/** proc(5): 5 resets the peak resident set size to what is resident now. */
export const forgetPeak = (pid: number): Promise<void> => writeFile(`/proc/${pid}/clear_refs`, "5");

async function statusMb(pid: number, field: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  const kib = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  // One that has just ended has none left.
  return Number(kib ?? 0) / KIB_PER_MB;
}

async function treeOf(root: number): Promise<ProcessStat[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(readStat))).filter((each) => each !== null);
  const tree = all.filter(({ pid }) => pid === root);
  // Grows while it is walked: each process brings its children.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/** proc(5), fields 4 and 14–17. Null where the process has ended meanwhile. */
async function readStat(pid: string): Promise<ProcessStat | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1");
    // The name before the last parenthesis may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [utime, stime, cutime, cstime] = fields.slice(11, 15).map(Number);
    const ticks = (utime ?? 0) + (stime ?? 0) + (cutime ?? 0) + (cstime ?? 0);
    return { pid: Number(pid), parent: Number(fields[1]), ticks };
  } catch {
    return null;
  }
}
