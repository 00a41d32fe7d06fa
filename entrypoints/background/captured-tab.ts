/** The tab that is being captured: Chrome knows which it is, whether it must stay loaded, and whether its page still lives. */

import { type Browser, browser } from "wxt/browser";
import { storage } from "wxt/utils/storage";
import { type Problem, problem } from "../../core/problem.ts";

/** The tab whose discarding was forbidden here and must be allowed again; outlives the service worker, not the browser. */
const keptTabItem = storage.defineItem<number | null>("session:keptTab", { fallback: null });

/**
 * A crashed page ("Aw, Snap") fires no event and goes on delivering zeros; but a tab without a process is "unloaded" to
 * Chrome at once, and no longer when it loads again. Null, too, where the tab is gone: the end of the track tells of that.
 */
export async function sourceProblem(): Promise<Problem | null> {
  const tab = await capturedTab();
  return tab?.status === "unloaded" && !tab.discarded ? problem("tab-crashed") : null;
}

/** Chrome must not discard the captured tab to save memory: that would end the capture. Doing it twice changes nothing. */
export async function keepTabLoaded(): Promise<void> {
  const tab = await capturedTab();
  // Already forbidden: by the call before, or by somebody whose wish it is not ours to undo.
  if (tab?.id === undefined || !tab.autoDiscardable) return;
  await letTabGo();
  // Noted before it is done: the service worker may die in between.
  await keptTabItem.setValue(tab.id);
  await browser.tabs.update(tab.id, { autoDiscardable: false });
}

/** The tab may be discarded again, if it was so before and is still there. */
export async function letTabGo(): Promise<void> {
  const tabId = await keptTabItem.getValue();
  if (tabId === null) return;
  if (await findTab(tabId)) await browser.tabs.update(tabId, { autoDiscardable: true });
  await keptTabItem.removeValue();
}

/** Chrome lists this extension's captures only, those of before among them; never more than one is active. */
export async function capturedTab(): Promise<Browser.tabs.Tab | undefined> {
  const all = await browser.tabCapture.getCapturedTabs();
  const captured = all.find(({ status }) => status === "active");
  return captured && findTab(captured.tabId);
}

/** Not `tabs.get`, for which a closed tab is an error. */
export async function findTab(tabId: number): Promise<Browser.tabs.Tab | undefined> {
  const tabs = await browser.tabs.query({});
  return tabs.find(({ id }) => id === tabId);
}
