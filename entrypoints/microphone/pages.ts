/** Where one goes from the microphone page. */

import { browser } from "wxt/browser";
import { reportUnexpected } from "../shared/errors.ts";

/** Closes this page; Chrome then shows the tab from which the panel opened it. */
export function leavePage(): void {
  closeOwnTab().catch(reportUnexpected("closing the microphone page"));
}

async function closeOwnTab(): Promise<void> {
  const [own, tabs] = await Promise.all([
    browser.tabs.getCurrent(),
    browser.tabs.query({ currentWindow: true }),
  ]);
  // With the last tab the window would go, and the panel in it.
  if (own?.id !== undefined && tabs.length > 1) await browser.tabs.remove(own.id);
}

/** Chrome's page of what this extension may use. */
export function openSiteSettings(): void {
  const site = encodeURIComponent(location.origin);
  browser.tabs
    .create({ url: `chrome://settings/content/siteDetails?site=${site}` })
    .catch(reportUnexpected("opening Chrome's settings"));
}
