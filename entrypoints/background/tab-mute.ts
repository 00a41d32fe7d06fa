/**
 * A tab that the user mutes or unmutes while it is captured: what plays it on in the offscreen document does the same.
 * Chrome wakes the service worker at every change of any tab as long as somebody listens, so this listens only meanwhile.
 */

import { type Browser, browser } from "wxt/browser";
import { reportUnexpected } from "../shared/errors.ts";
import { capturedTab } from "./captured-tab.ts";
import { askOffscreen, isOffscreenOpen } from "./offscreen-document.ts";

/** Doing it twice changes nothing. */
export const watchTabMute = (): void => browser.tabs.onUpdated.addListener(onUpdated);

export function unwatchTabMute(): void {
  // Chrome remembers that an earlier service worker has listened, until one that listens no longer does.
  browser.tabs.onUpdated.addListener(onUpdated);
  browser.tabs.onUpdated.removeListener(onUpdated);
}

/** Says how it is now. The event that woke this service worker came before anybody listened. */
export async function mirrorTabMute(): Promise<void> {
  const tab = await capturedTab();
  if (!tab || !(await isOffscreenOpen())) return;
  const isMuted = tab.mutedInfo?.muted ?? false;
  await askOffscreen({ to: "offscreen", type: "tab-muted", isMuted });
}

function onUpdated(_tabId: number, { mutedInfo }: Browser.tabs.OnUpdatedInfo): void {
  if (mutedInfo) mirrorTabMute().catch(reportUnexpected("mirroring the tab's mute"));
}
