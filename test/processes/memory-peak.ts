/**
 * How far memory goes above what it was while something is done, as the kernel keeps it for each process: no moment between
 * two looks is missed. Resident memory, garbage and all; but the garbage of what was done before is cleared away first, or what
 * is done would find room in it and seem to take none.
 */

import type { Page } from "puppeteer-core";
import type { Row } from "../bench/figure.ts";
import {
  browserProcesses,
  CAN_READ_PROCESSES,
  extensionRendererPid,
  forgetPeak,
  peakMb,
  residentMb,
} from "./processes.ts";

export interface MemoryPeak {
  /** The renderer with the panel and the offscreen document. */
  readonly extensionMb: number;
  /** All processes of the browser that are still running, each at its worst moment: it was no more than this. */
  readonly browserMb: number;
}

const GONE: ReadonlySet<string> = new Set(["ENOENT", "ESRCH"]);
const UNKNOWN: MemoryPeak = { extensionMb: Number.NaN, browserMb: Number.NaN };

/** @param page of the extension @returns Asks how far above it has been since. */
export async function watchMemory(page: Page): Promise<() => Promise<MemoryPeak>> {
  if (!CAN_READ_PROCESSES) return () => Promise.resolve(UNKNOWN);
  const browser = page.browser();
  await clearAway(page);
  const extension = await extensionRendererPid(browser);
  const before = new Map<number, number>();
  for (const pid of await browserProcesses(browser)) {
    await ifRunning(() => forgetPeak(pid));
    before.set(pid, (await ifRunning(() => residentMb(pid))) ?? 0);
  }
  return async () => {
    let browserMb = 0;
    for (const pid of await browserProcesses(browser)) browserMb += await aboveBefore(pid, before);
    return { extensionMb: await aboveBefore(extension, before), browserMb };
  };
}

/** All processes of the browser give back what they can spare, as when the machine is short of memory. */
export async function clearAway(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Memory.simulatePressureNotification", { level: "critical" });
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
}

/** Of a process that has begun since: all of it. */
async function aboveBefore(pid: number, before: ReadonlyMap<number, number>): Promise<number> {
  const peak = await ifRunning(() => peakMb(pid));
  return peak === null ? 0 : peak - (before.get(pid) ?? 0);
}

/** Chrome ends processes when it likes; then null. */
async function ifRunning<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && "code" in error && GONE.has(String(error.code))) return null;
    throw error;
  }
}

/** None where the kernel does not tell. */
export function peakRows(
  name: string,
  peaks: readonly MemoryPeak[],
  mostExtensionMb: number,
): readonly Row[] {
  if (!CAN_READ_PROCESSES) return [];
  return [
    {
      figure: `${name}: most memory above before, extension`,
      unit: "MB",
      values: peaks.map(({ extensionMb }) => extensionMb),
      goal: { of: "median", atMost: mostExtensionMb },
    },
    {
      figure: `${name}: most memory above before, whole browser`,
      unit: "MB",
      values: peaks.map(({ browserMb }) => browserMb),
    },
  ];
}
