/** The item in the menu of pages and of the toolbar button that starts or stops a recording. Chrome keeps it. */

import { browser } from "wxt/browser";
import { i18n } from "#i18n";

const ITEM_ID = "record";

/** At installation; again where an update of Chrome or Earshot has left it. */
export function createMenu(): void {
  browser.contextMenus.removeAll(() => {
    browser.contextMenus.create({
      id: ITEM_ID,
      title: i18n.t("menu.start"),
      contexts: ["page", "video", "audio", "action"],
    });
  });
}

/** One item with two names: two items, even if only one is visible, would stand in a submenu. */
export function nameMenuItem(isRecording: boolean): void {
  const title = isRecording ? i18n.t("menu.stop") : i18n.t("menu.start");
  // Before it is created there is nothing to name, and no error to report.
  browser.contextMenus.update(ITEM_ID, { title }, () => void browser.runtime.lastError);
}
