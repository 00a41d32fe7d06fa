/** The captured tab, as Chrome knows it: whether its page lives, whether it may be discarded, and whether it is muted. */

import { type Browser, browser } from "wxt/browser";
import { type Problem, problem } from "../../core/problem.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { askOffscreen, isOffscreenOpen } from "./offscreen-document.ts";
import { storedItem } from "../shared/stored-item.ts";

/** The tab whose discarding Earshot has forbidden. Outlives the service worker, but not the browser. */
const keptTabItem = storedItem<number | null>("session", "keptTab", null);

/**
 * A crashed page ("Aw, Snap") fires no event and continues as zeros, but Chrome calls its tab "unloaded" until it loads again
 * (docs/platform.md#stream-ids-and-capture).
 *
 * @returns `null` also if the tab is gone: then its track ends
 */
export async function sourceProblem(): Promise<Problem | null> {
  const tab = await capturedTab();
  return tab?.status === "unloaded" && !tab.discarded ? problem("tab-crashed") : null;
}

/** Forbids Chrome to discard the captured tab for its memory, which would end the capture. */
export async function keepTabLoaded(): Promise<void> {
  const tab = await capturedTab();
  // If discarding is forbidden already, another extension may have done so, and Earshot must not undo it.
  if (tab?.id === undefined || !tab.autoDiscardable) return;
  await releaseTab();
  // Stored first, because the service worker may end in between.
  await keptTabItem.setValue(tab.id);
  await browser.tabs.update(tab.id, { autoDiscardable: false });
}

/** Undoes `keepTabLoaded`. */
export async function releaseTab(): Promise<void> {
  const tabId = await keptTabItem.getValue();
  if (tabId === null) return;
  if (await findTab(tabId)) await browser.tabs.update(tabId, { autoDiscardable: true });
  await keptTabItem.removeValue();
}

/** Mirrors the mute of the captured tab in its playback. Chrome wakes the service worker for any tab while this listens. */
export const watchTabMute = (): void => browser.tabs.onUpdated.addListener(onUpdated);

export function unwatchTabMute(): void {
  // Chrome wakes the service worker for a listener of an earlier one until a listener is removed.
  browser.tabs.onUpdated.addListener(onUpdated);
  browser.tabs.onUpdated.removeListener(onUpdated);
}

function onUpdated(_tabId: number, { mutedInfo }: Browser.tabs.OnUpdatedInfo): void {
  if (mutedInfo) mirrorTabMute().catch(reportUnexpected("mirroring the tab's mute"));
}

export async function mirrorTabMute(): Promise<void> {
  const tab = await capturedTab();
  if (!tab || !(await isOffscreenOpen())) return;
  const isMuted = tab.mutedInfo?.muted ?? false;
  await askOffscreen({ to: "offscreen", type: "tab-muted", isMuted });
}

/** This extension captures a tab, or is about to. */
export async function isTabCaptured(): Promise<boolean> {
  const all = await browser.tabCapture.getCapturedTabs();
  return all.some(({ status }) => status === "active" || status === "pending");
}

/** Chrome lists only this extension's captures, ended ones too; at most one is active. */
async function capturedTab(): Promise<Browser.tabs.Tab | undefined> {
  const all = await browser.tabCapture.getCapturedTabs();
  const captured = all.find(({ status }) => status === "active");
  return captured && findTab(captured.tabId);
}

/** `tabs.get` would throw for a closed tab. */
export async function findTab(tabId: number): Promise<Browser.tabs.Tab | undefined> {
  const tabs = await browser.tabs.query({});
  return tabs.find(({ id }) => id === tabId);
}
