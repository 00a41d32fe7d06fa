/** Finds the thread that records, so that a test can make its disk or database fail. */

import type { CDPSession } from "puppeteer-core";

/**
 * Returns the thread that can open files synchronously.
 *
 * @param threads Result of `recordingThreads`
 */
export async function recorderThread(threads: readonly CDPSession[]): Promise<CDPSession> {
  const expression = "typeof FileSystemSyncAccessHandle";
  for (const thread of threads) {
    const { result } = await thread.send("Runtime.evaluate", { expression });
    if (result.value === "function") return thread;
  }
  throw new Error("The recorder thread is missing.");
}
