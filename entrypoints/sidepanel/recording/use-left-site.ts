/** Watches whether the recorded tab has left the site of the meeting. */

import { computed, onScopeDispose, type Ref, shallowRef, watch } from "vue";
import { browser } from "wxt/browser";
import type { LiveState } from "../../../core/protocol/live.ts";
import { siteAfterLeaving } from "../../../core/recording/background-rules.ts";
import { reportUnexpected } from "../../shared/errors.ts";

export function useLeftSite(recording: Readonly<Ref<LiveState | null>>) {
  /** Host of the other site, or "" if Chrome hides it; `null`: the tab has not left. */
  const site = shallowRef<string | null>(null);
  const acceptedSite = shallowRef<string | null>(null);
  const pageUrl = computed(() => {
    const { phase, pageUrl: url = null } = recording.value ?? {};
    return phase === "saved" || phase === "saving" ? null : url;
  });

  async function look(): Promise<void> {
    const url = pageUrl.value;
    const found = url === null ? null : await siteOfCapturedTab(url);
    if (url !== pageUrl.value) return;
    site.value = found;
    if (found === null) acceptedSite.value = null;
  }
  const lookSafely = (): void => void look().catch(reportUnexpected("looking at the recorded tab"));

  browser.tabs.onUpdated.addListener(lookSafely);
  onScopeDispose(() => browser.tabs.onUpdated.removeListener(lookSafely));
  watch(pageUrl, lookSafely, { immediate: true });

  return {
    site: computed(() => (site.value === acceptedSite.value ? null : site.value)),
    goOn: (): void => void (acceptedSite.value = site.value),
  };
}

/** @returns `null` also if no tab is captured, such as one from Chrome's picker */
async function siteOfCapturedTab(pageUrl: string): Promise<string | null> {
  const captured = await browser.tabCapture.getCapturedTabs();
  const active = captured.find(({ status }) => status === "active");
  if (!active) return null;
  const tabs = await browser.tabs.query({});
  const tab = tabs.find(({ id }) => id === active.tabId);
  return tab ? siteAfterLeaving(pageUrl, tab.url) : null;
}
