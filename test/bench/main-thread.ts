/**
 * What a page's main thread has spent: Chrome's own `TaskDuration`, in thread ticks, so that other programs do not count. All
 * pages of an extension, its offscreen document among them, share one process and this thread.
 */

import type { CDPSession, Page } from "puppeteer-core";

/** Must be detached, or its page closed. */
export async function openMainThread(page: Page): Promise<CDPSession> {
  const session = await page.createCDPSession();
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return session;
}

/** CPU time since it was opened, in ms. */
export async function taskMs(thread: CDPSession): Promise<number> {
  const { metrics } = await thread.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
}
