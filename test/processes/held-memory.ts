/** What Earshot holds in memory while it records, as Chrome and the kernel tell. */

import type { Browser, CDPSession, Extension } from "puppeteer-core";
import { isOffscreenDocument } from "../../local/browser/extension.ts";
import { CAN_READ_PROCESSES, extensionRendererPid, residentMb } from "./processes.ts";

const COLLECTIONS = 4;
const BYTES_PER_MB = 1_000_000;

export interface MemoryReading {
  /** JavaScript heap, DOM objects and array buffers after a garbage collection. */
  readonly heldMb: number;
  /** Of the whole process, garbage and all; NaN where the kernel does not tell. */
  readonly residentMb: number;
}

/** The running extension, as a `Scenario` has it. */
interface Running {
  readonly browser: Browser;
  readonly extension: Extension;
}

/** Sessions of the offscreen document and of the threads it has started, while it records. */
export async function recordingThreads({ browser, extension }: Running): Promise<CDPSession[]> {
  const target = await browser.waitForTarget((each) => isOffscreenDocument(each, extension));
  const offscreen = await target.createCDPSession();
  const threads = [offscreen];
  const kinds: string[] = [];
  offscreen.on("sessionattached", (thread) => threads.push(thread));
  offscreen.on("Target.attachedToTarget", ({ targetInfo }) => kinds.push(targetInfo.type));
  // Answers when it has attached to all there are; a service worker is nobody's child, but comes along.
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

/** @param threads as `recordingThreads` found them */
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

/** The least of several: at some moments the audio thread's buffer is counted, which comes and goes (0.5 MB). */
async function heldBytes(thread: CDPSession): Promise<number> {
  let least = Infinity;
  for (let i = 0; i < COLLECTIONS; i++) {
    await thread.send("HeapProfiler.collectGarbage");
    const heap = await thread.send("Runtime.getHeapUsage");
    least = Math.min(least, heap.usedSize + heap.embedderHeapUsedSize + heap.backingStorageSize);
  }
  return least;
}
