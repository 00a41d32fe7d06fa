/** Chrome's own language model: whether it is on this computer, and its download. */

import { onScopeDispose, shallowRef } from "vue";
import type { BrowserModelView } from "../../../components/settings/NotesServiceFields.vue";
import { browserModelState, downloadBrowserModel } from "../../shared/browser-model.ts";
import { reportUnexpected } from "../../shared/errors.ts";

export function useBrowserModel() {
  const shown = shallowRef<BrowserModelView>({ state: "unavailable" });
  const controller = new AbortController();
  onScopeDispose(() => controller.abort());

  async function read(): Promise<void> {
    shown.value = { state: await browserModelState() };
  }

  /** Needs a click of the user. */
  async function download(): Promise<void> {
    const show = (share: number): void => void (shown.value = { state: "downloading", share });
    show(0);
    try {
      await downloadBrowserModel(show, controller.signal);
      await read();
    } catch (error) {
      if (controller.signal.aborted) return;
      shown.value = { state: "failed" };
      // Chrome names a reason, such as a metered connection, in its own words only.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  read().catch(reportUnexpected("looking for Chrome's model"));
  return { shown, download };
}
