/** Measures Earshot's memory during a recording, as reported by Chrome and the kernel. */

import type { Browser, CDPSession, Extension } from "puppeteer-core";
import { isOffscreenDocument } from "../../local/browser/extension.ts";
import { CAN_READ_PROCESSES, extensionRendererPid, residentMb } from "./processes.ts";

const COLLECTIONS = 4;
const BYTES_PER_MB = 1_000_000;

export interface MemoryReading {
  /** JavaScript heap, DOM objects and array buffers after a garbage collection. */
  readonly heldMb: number;
  /** Memory of the whole process with its garbage; NaN if the kernel does not report it. */
  readonly residentMb: number;
}

interface Running {
  readonly browser: Browser;
  readonly extension: Extension;
}

/**
 * Returns debugging sessions of the offscreen document and its threads during a recording. The list follows the audio threads of audio
 * contexts that are replaced.
 */
export async function recordingThreads({ browser, extension }: Running): Promise<CDPSession[]> {
  const target = await browser.waitForTarget((each) => isOffscreenDocument(each, extension));
  const offscreen = await target.createCDPSession();
  const threads = [offscreen];
  const kinds: string[] = [];
  offscreen.on("sessionattached", (thread) => threads.push(thread));
  offscreen.on("sessiondetached", (thread) => {
    if (threads.includes(thread)) threads.splice(threads.indexOf(thread), 1);
  });
  offscreen.on("Target.attachedToTarget", ({ targetInfo }) => kinds.push(targetInfo.type));
  // Resolves when all threads are attached. Without the filter it would attach to the service worker too.
  await offscreen.send("Target.setAutoAttach", {
    autoAttach: true,
    waitForDebuggerOnStart: false,
    flatten: true,
    filter: [{ type: "service_worker", exclude: true }, {}],
  });
  if (!kinds.includes("worker") || !kinds.includes("worklet"))
    throw new Error(`Recorder thread or audio thread is missing: ${kinds.join(", ")}.`);
  return threads;
}

/** @param threads Result of `recordingThreads` */
export async function readMemory(
  { browser }: Pick<Running, "browser">,
  threads: readonly CDPSession[],
): Promise<MemoryReading> {
  let bytes = 0;
  for (const thread of threads) bytes += await heldBytes(thread);
  const resident = CAN_READ_PROCESSES
    ? await residentMb(await extensionRendererPid(browser))
    : Number.NaN;
  return { heldMb: bytes / BYTES_PER_MB, residentMb: resident };
}

/** Returns the least of several readings: some include a temporary buffer of the audio thread (0.5 MB). */
async function heldBytes(thread: CDPSession): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < COLLECTIONS; i++) {
    await thread.send("HeapProfiler.collectGarbage");
    const heap = await thread.send("Runtime.getHeapUsage");
    least = Math.min(least, heap.usedSize + heap.embedderHeapUsedSize + heap.backingStorageSize);
  }
  return least;
}
