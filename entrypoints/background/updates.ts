/**
 * A new version of the extension waits until nobody uses the present one. Then it is installed here; for Chrome alone an
 * extension whose service worker keeps being woken is never idle enough before the browser is closed.
 */

import { browser } from "wxt/browser";
import { storage } from "wxt/utils/storage";
import { isUpdateTimely } from "../../core/recording/background-rules.ts";

/** Outlives the service worker; the update itself, and the end of the browser, which updates too, take it away. */
const updateWaitsItem = storage.defineItem<boolean>("session:updateWaits", { fallback: false });

/** Chrome has downloaded an update. */
export async function updateWhenUnused(): Promise<void> {
  await updateWaitsItem.setValue(true);
  const contexts = await browser.runtime.getContexts({});
  update(contexts.map(({ contextType }) => contextType));
}

/** The offscreen document has nothing more to do and closes: it does not count any more. */
export async function updateWhenWorkIsDone(): Promise<void> {
  if (!(await updateWaitsItem.getValue())) return;
  const contexts = await browser.runtime.getContexts({});
  const others = contexts.map(({ contextType }) => contextType);
  update(others.filter((type) => type !== "OFFSCREEN_DOCUMENT"));
}

/** Where it does not reload, Chrome installs the update when the extension has been idle, or when the browser starts. */
function update(openContexts: readonly string[]): void {
  if (isUpdateTimely(openContexts)) browser.runtime.reload();
}
