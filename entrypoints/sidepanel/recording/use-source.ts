/** The source that Start records: the user's choice of source and microphone, and the tab in front in this panel's window. */

import { computed, onScopeDispose, type Ref, shallowRef } from "vue";
import { browser } from "wxt/browser";
import { ownerWindowId } from "../../shared/panel-window.ts";
import type { StartRequest, TabSource } from "../../../core/protocol/background-requests.ts";
import type { Microphone, Source } from "../../../core/recording/source.ts";
import {
  type CaptureSettings,
  DEFAULT_SETTINGS,
  type Settings,
} from "../../../core/settings/settings.ts";

export function useSource(
  settings: Readonly<Ref<Settings | null>>,
  save: (change: Partial<CaptureSettings>) => Promise<void>,
) {
  const { tab, findTab } = useActiveTab();
  const capture = computed(() => settings.value?.capture ?? DEFAULT_SETTINGS.capture);
  const source = computed<Source>({
    get: () => capture.value.source,
    set: (source) => void save({ source }),
  });
  const microphone = computed<Microphone | null>({
    get: () => capture.value.microphone,
    set: (microphone) => void save({ microphone }),
  });

  /** @returns `null` if the source needs a tab and there is none */
  async function findRequest(): Promise<StartRequest | null> {
    if (source.value === "mic") return { source: "mic" };
    const found = await findTab();
    return found && { source: source.value, tab: found };
  }

  /** Lets the user choose a tab in Chrome's own picker. */
  const pickerRequest = (): StartRequest =>
    source.value === "mic" ? { source: "mic" } : { source: source.value, tab: "picker" };

  return { tab, findTab, source, microphone, findRequest, pickerRequest };
}

function useActiveTab() {
  const tab = shallowRef<TabSource | null>(null);

  /** Title and address are empty if the extension may not read them. */
  async function findTab(): Promise<TabSource | null> {
    const windowId = ownerWindowId(location.search);
    const inWindow = windowId === null ? { currentWindow: true } : { windowId };
    const [active] = await browser.tabs.query({ active: true, ...inWindow });
    tab.value =
      active?.id === undefined
        ? null
        : { tabId: active.id, title: active.title ?? "", url: active.url ?? "" };
    return tab.value;
  }

  const onChange = (): void => void findTab();
  browser.tabs.onActivated.addListener(onChange);
  browser.tabs.onUpdated.addListener(onChange);
  onScopeDispose(() => {
    browser.tabs.onActivated.removeListener(onChange);
    browser.tabs.onUpdated.removeListener(onChange);
  });

  return { tab, findTab };
}
