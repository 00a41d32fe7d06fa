/** Which of the panel's views is on show, and what its header says. */

import { computed, ref } from "vue";
import { i18n } from "#i18n";

export type View = "meeting" | "meetings" | "settings";

/** @param headingOfMeeting Of the meeting on show. */
export function useView(headingOfMeeting: () => { title: string; subtitle: string }) {
  const view = ref<View>("meeting");
  const heading = computed(() => {
    if (view.value === "settings") return { title: i18n.t("settings.title"), subtitle: "" };
    if (view.value === "meetings") return { title: i18n.t("meetings.title"), subtitle: "" };
    return headingOfMeeting();
  });
  return { view, heading };
}
