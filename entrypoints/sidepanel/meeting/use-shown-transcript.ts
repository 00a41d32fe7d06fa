/** What is seen of the transcript on show: all of it, or its end until all is read. */

import { computed, type Ref } from "vue";
import type { Mark } from "../../../core/meeting.ts";
import type { ShownMeeting } from "../shown/use-meeting.ts";

/** @param allMarks In the order of the meeting clock. */
export function useShownTranscript(
  shown: Readonly<ShownMeeting>,
  allMarks: Readonly<Ref<readonly Mark[]>>,
) {
  const isWhole = computed(() => shown.groups.length > 0 || !shown.isLoading);
  const groups = computed(() => (isWhole.value ? shown.groups : shown.ending));
  /** Each comes together with the turns it stands between. */
  const marks = computed(() => {
    if (isWhole.value) return allMarks.value;
    const fromMs = groups.value[0]?.[0]?.startMs ?? Infinity;
    return allMarks.value.filter(({ atMs }) => atMs >= fromMs);
  });
  return { groups, marks };
}
