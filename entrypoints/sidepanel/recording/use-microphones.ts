/**
 * The microphones that can be chosen, kept up to date, and whether Chrome lets the extension use them. It can't ask for that
 * in a side panel, so a page of its own does (`entrypoints/microphone/`).
 */

import { onScopeDispose, reactive, ref, shallowRef } from "vue";
import { browser } from "wxt/browser";
import type { Microphone } from "../../../core/recording/source.ts";
import { reportUnexpected } from "../../shared/errors.ts";

const PAGE = "/microphone.html";

/** Not devices, but names for whichever of them is chosen in the system; null stands for that. */
const STAND_INS: ReadonlySet<string> = new Set(["default", "communications"]);

/** The fields are reactive. */
export function useMicrophones() {
  /** Null until Chrome has answered. */
  const permission = ref<PermissionState | null>(null);
  /** Allowed "this time" only, or taken back: it was there while this panel has been open, and is no longer. */
  const hasLapsed = ref(false);
  /** Those that are plugged in; none while permission is missing. */
  const devices = shallowRef<readonly Microphone[]>([]);
  const disposal = new AbortController();
  onScopeDispose(() => disposal.abort());

  const list = (): void => void listDevices().catch(reportUnexpected("listing microphones"));

  async function listDevices(): Promise<void> {
    const found = await microphones();
    // Without permission Chrome tells neither ids nor names.
    devices.value = permission.value === "granted" ? found : [];
  }

  async function follow(): Promise<void> {
    const status = await navigator.permissions.query({ name: "microphone" });
    const update = (): void => {
      hasLapsed.value = permission.value === "granted" && status.state === "prompt";
      permission.value = status.state;
      list();
    };
    if (disposal.signal.aborted) return;
    status.addEventListener("change", update, { signal: disposal.signal });
    navigator.mediaDevices.addEventListener("devicechange", list, { signal: disposal.signal });
    update();
  }

  /** In front of the person: the one that is open already, or a new one, which leads back to the tab in front now. */
  async function openPage(): Promise<void> {
    const url = browser.runtime.getURL(PAGE);
    const pages = await browser.runtime.getContexts({ contextTypes: ["TAB"] });
    const open = pages.find(({ documentUrl }) => documentUrl?.startsWith(url));
    if (open) {
      await browser.tabs.update(open.tabId, { active: true });
      await browser.windows.update(open.windowId, { focused: true });
      return;
    }
    const [front] = await browser.tabs.query({ active: true, currentWindow: true });
    await browser.tabs.create({
      url: hasLapsed.value ? `${url}#lapsed` : url,
      ...(front?.id !== undefined && { openerTabId: front.id }),
    });
  }

  follow().catch(reportUnexpected("microphone permission"));

  return reactive({
    permission,
    hasLapsed,
    devices,
    openPermissionPage: (): void =>
      void openPage().catch(reportUnexpected("opening the microphone page")),
  });
}

async function microphones(): Promise<readonly Microphone[]> {
  const found = await navigator.mediaDevices.enumerateDevices();
  return found
    .filter(({ kind, deviceId }) => kind === "audioinput" && !STAND_INS.has(deviceId))
    .map(({ deviceId, label }) => ({ deviceId, label }));
}
