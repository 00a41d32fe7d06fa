/**
 * Installs a new version of the extension as soon as no context uses the present one. Chrome alone installs it when the extension
 * is idle, which it rarely is while events wake its service worker, or when the browser starts.
 */

import { browser } from "wxt/browser";
import { storage } from "wxt/utils/storage";
import { isUpdateTimely } from "../../core/recording/background-rules.ts";

/** Outlives the service worker. The update itself, or the end of the browser, removes it. */
const updateWaitsItem = storage.defineItem<boolean>("session:updateWaits", { fallback: false });

/** Called when Chrome has downloaded an update. */
export async function updateWhenUnused(): Promise<void> {
  await updateWaitsItem.setValue(true);
  updateIfTimely(await openContexts());
}

/** Called when the offscreen document closes, so it no longer counts. */
export async function updateWhenIdle(): Promise<void> {
  if (!(await updateWaitsItem.getValue())) return;
  updateIfTimely((await openContexts()).filter((type) => type !== "OFFSCREEN_DOCUMENT"));
}

async function openContexts(): Promise<readonly string[]> {
  const contexts = await browser.runtime.getContexts({});
  return contexts.map(({ contextType }) => contextType);
}

function updateIfTimely(contexts: readonly string[]): void {
  if (isUpdateTimely(contexts)) browser.runtime.reload();
}
