/**
 * Measures how far resident memory rises during an operation. The kernel keeps the peak of each process, so no moment is
 * missed. Earlier garbage is collected first, because an operation that reuses its memory would seem to need none.
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
  /** Peak of the renderer with the panel and the offscreen document. */
  readonly extensionMb: number;
  /** Sum of the peaks of all running processes of the browser, which is an upper bound. */
  readonly browserMb: number;
}

const GONE: ReadonlySet<string> = new Set(["ENOENT", "ESRCH"]);
const UNKNOWN: MemoryPeak = { extensionMb: Number.NaN, browserMb: Number.NaN };

/**
 * @param page Page of the extension
 * @returns A function that returns the peak since then
 */
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

/** Makes all processes of the browser free memory, as if the machine were short of it. */
export async function clearAway(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  await session.send("HeapProfiler.collectGarbage");
  await session.send("Memory.simulatePressureNotification", { level: "critical" });
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
}

/** Counts all memory of a process that has started since. */
async function aboveBefore(pid: number, before: ReadonlyMap<number, number>): Promise<number> {
  const peak = await ifRunning(() => peakMb(pid));
  return peak === null ? 0 : peak - (before.get(pid) ?? 0);
}

/** Returns null if the process has ended, which Chrome may do at any time. */
async function ifRunning<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && "code" in error && GONE.has(String(error.code))) return null;
    throw error;
  }
}

/** Returns no rows if the kernel does not report memory. */
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
