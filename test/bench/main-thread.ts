/**
 * CPU time of a page's main thread: Chrome's `TaskDuration` in thread ticks, which other programs do not influence. All pages
 * of an extension, including its offscreen document, share this thread.
 */

import type { CDPSession, Page } from "puppeteer-core";

export async function openMainThread(page: Page): Promise<CDPSession> {
  const session = await page.createCDPSession();
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  return session;
}

/** Returns the CPU time in ms since `openMainThread`. */
export async function taskMs(thread: CDPSession): Promise<number> {
  const { metrics } = await thread.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
}
