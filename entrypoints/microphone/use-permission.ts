/** Asks Chrome for permission to use the microphone, and shows the result. The stream is released at once. */

import { onScopeDispose, ref, watch } from "vue";
import { browser } from "wxt/browser";
import type { MicrophoneState } from "../../components/recording/MicrophoneView.vue";
import { reportUnexpected } from "../shared/errors.ts";

/** Time in which the user reads the result. */
const LEAVE_AFTER_MS = 1_500;

/** Closes the page when the user has had time to read that the microphone is allowed. */
export function usePermission() {
  const state = ref<MicrophoneState>("ready");
  const disposal = new AbortController();
  onScopeDispose(() => disposal.abort());

  /** Does nothing while Chrome asks. */
  async function ask(): Promise<void> {
    if (state.value === "asking") return;
    state.value = "asking";
    state.value = await askChrome();
  }

  /** Follows changes in Chrome's settings. While Chrome asks, `ask` receives the answer. */
  async function follow(): Promise<void> {
    const status = await queryPermission();
    const update = (): void => {
      if (state.value === "asking") return;
      if (status.state !== "prompt") state.value = status.state;
      else if (state.value === "granted" || state.value === "denied") state.value = "ready";
    };
    if (disposal.signal.aborted) return;
    status.addEventListener("change", update, { signal: disposal.signal });
    update();
  }

  let leaving: ReturnType<typeof setTimeout> | undefined;
  function leaveOnceSeen(): void {
    clearTimeout(leaving);
    if (state.value === "granted" && document.visibilityState === "visible")
      leaving = setTimeout(leavePage, LEAVE_AFTER_MS);
  }
  watch(state, leaveOnceSeen);
  document.addEventListener("visibilitychange", leaveOnceSeen, { signal: disposal.signal });
  onScopeDispose(() => clearTimeout(leaving));

  follow().catch(reportUnexpected("microphone permission"));

  return {
    state,
    ask: (): void => void ask().catch(reportUnexpected("asking for the microphone")),
  };
}

const queryPermission = (): Promise<PermissionStatus> =>
  navigator.permissions.query({ name: "microphone" });

async function askChrome(): Promise<MicrophoneState> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    for (const track of stream.getTracks()) track.stop();
    return "granted";
  } catch (error) {
    return stateOf(error);
  }
}

async function stateOf(error: unknown): Promise<MicrophoneState> {
  const { name, message } = error instanceof DOMException ? error : new DOMException();
  if (name === "NotFoundError") return "missing";
  if (name !== "NotAllowedError") return "failed";
  // Only Chrome's message "Permission denied by system" tells this refusal from the others.
  if (/system/i.test(message)) return "blocked";
  const { state } = await queryPermission();
  // After some dismissals Chrome refuses without asking for a week.
  return state === "denied" ? "denied" : "dismissed";
}

/** Closes this page. Chrome then shows the tab from which the panel opened it. */
export function leavePage(): void {
  closeOwnTab().catch(reportUnexpected("closing the microphone page"));
}

async function closeOwnTab(): Promise<void> {
  const [own, tabs] = await Promise.all([
    browser.tabs.getCurrent(),
    browser.tabs.query({ currentWindow: true }),
  ]);
  // Closing the last tab would close the window and the panel in it.
  if (own?.id !== undefined && tabs.length > 1) await browser.tabs.remove(own.id);
}

/** Opens Chrome's page of permissions for this extension. */
export function openSiteSettings(): void {
  const site = encodeURIComponent(location.origin);
  browser.tabs
    .create({ url: `chrome://settings/content/siteDetails?site=${site}` })
    .catch(reportUnexpected("opening Chrome's settings"));
}
