/** Current keyboard shortcuts. Chrome has no event for changes on its page of shortcuts. */

import { onScopeDispose, shallowRef, watch } from "vue";
import { browser } from "wxt/browser";
import type { Shortcut } from "../../../components/settings/ShortcutsField.vue";
import { reportUnexpected } from "../../shared/errors.ts";

/** @param isShown while `true`, shortcuts are read at once and on every return from another tab or window */
export function useShortcuts(isShown: () => boolean) {
  const shortcuts = shallowRef<readonly Shortcut[]>([]);

  async function read(): Promise<void> {
    const commands = await browser.commands.getAll();
    shortcuts.value = commands.map(({ name = "", description = "", shortcut = "" }) => ({
      name,
      description,
      keys: shortcut,
    }));
  }
  const refresh = (): void =>
    void (isShown() && read().catch(reportUnexpected("reading the shortcuts")));

  watch(isShown, refresh, { immediate: true });
  window.addEventListener("focus", refresh);
  browser.tabs.onActivated.addListener(refresh);
  onScopeDispose(() => {
    window.removeEventListener("focus", refresh);
    browser.tabs.onActivated.removeListener(refresh);
  });

  return { shortcuts, change: openShortcutsPage };
}

/** Opens the browser's page of shortcuts, because extensions can't change them. */
function openShortcutsPage(): void {
  const scheme = navigator.userAgent.includes(" Edg/") ? "edge" : "chrome";
  browser.tabs
    .create({ url: `${scheme}://extensions/shortcuts` })
    .catch(reportUnexpected("opening the page of shortcuts"));
}
