/** Chrome's optional permission for notifications: whether Earshot has it, and asking for it. */

import { shallowRef } from "vue";
import { browser } from "wxt/browser";
import type { NotificationState } from "../../../components/settings/NotesFields.vue";
import { reportUnexpected } from "../../shared/errors.ts";

type Permissions = Parameters<typeof browser.permissions.request>[0];
const NOTIFICATIONS: Permissions = { permissions: ["notifications"] };

export function useNotifications() {
  const state = shallowRef<NotificationState>("unknown");

  /** Needs a click of the user. */
  async function ask(): Promise<void> {
    state.value = "asking";
    state.value = (await browser.permissions.request(NOTIFICATIONS)) ? "allowed" : "refused";
  }

  browser.permissions
    .contains(NOTIFICATIONS)
    .then((isAllowed) => (state.value = isAllowed ? "allowed" : "missing"))
    .catch(reportUnexpected("reading permissions"));
  return { state, ask };
}
