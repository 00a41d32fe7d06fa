/**
 * The microphones that can be chosen, kept up to date, and Chrome's permission to use them. Chrome shows no prompt in a side panel,
 * so a page asks for it (`entrypoints/microphone/`, docs/platform.md#microphone).
 */

import { onScopeDispose, reactive, ref, shallowRef } from "vue";
import { browser } from "wxt/browser";
import type { Microphone } from "../../../core/recording/source.ts";
import { reportUnexpected } from "../../shared/errors.ts";

const PAGE = "/microphone.html";

/** Aliases for the device that is chosen in the system; settings store `null` for it. */
const ALIASES: ReadonlySet<string> = new Set(["default", "communications"]);

/** The fields are reactive. */
export function useMicrophones() {
  /** `null` until Chrome has answered. */
  const permission = ref<PermissionState | null>(null);
  /** The permission ended while this panel was open: it was given for "this time" only, or withdrawn. */
  const hasLapsed = ref(false);
  /** Empty while permission is missing. */
  const devices = shallowRef<readonly Microphone[]>([]);
  const disposal = new AbortController();
  onScopeDispose(() => disposal.abort());

  const list = (): void => void listDevices().catch(reportUnexpected("listing microphones"));

  async function listDevices(): Promise<void> {
    const found = await findMicrophones();
    // Without permission Chrome reports neither ids nor names.
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

  /** Brings an open permission page to the front, or opens one that leads back to the tab in front now. */
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

async function findMicrophones(): Promise<readonly Microphone[]> {
  const found = await navigator.mediaDevices.enumerateDevices();
  return found
    .filter(({ kind, deviceId }) => kind === "audioinput" && !ALIASES.has(deviceId))
    .map(({ deviceId, label }) => ({ deviceId, label }));
}
