/** The tab in front of the person, in the window of this panel: what Start would record. Null where there is none. */

import { onScopeDispose, shallowRef } from "vue";
import { browser } from "wxt/browser";
import type { TabSource } from "../../../core/protocol/background-requests.ts";

export function useActiveTab() {
  const tab = shallowRef<TabSource | null>(null);

  /** Asks Chrome anew; title and address are empty where the extension may not see them. */
  async function refresh(): Promise<TabSource | null> {
    const [active] = await browser.tabs.query({ active: true, currentWindow: true });
    tab.value =
      active?.id === undefined
        ? null
        : { tabId: active.id, title: active.title ?? "", url: active.url ?? "" };
    return tab.value;
  }

  const onChange = (): void => void refresh();
  browser.tabs.onActivated.addListener(onChange);
  browser.tabs.onUpdated.addListener(onChange);
  onScopeDispose(() => {
    browser.tabs.onActivated.removeListener(onChange);
    browser.tabs.onUpdated.removeListener(onChange);
  });

  return { tab, refresh };
}
