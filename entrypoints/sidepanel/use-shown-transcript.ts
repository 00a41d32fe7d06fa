/** What is seen of the transcript on show: all of it, or its end until all is read. */

import { computed, type Ref } from "vue";
import type { Mark } from "../../core/meeting.ts";
import type { ShownMeeting } from "./use-meeting.ts";

/** @param allMarks In the order of the meeting clock. */
export function useShownTranscript(
  shown: Readonly<ShownMeeting>,
  allMarks: Readonly<Ref<readonly Mark[]>>,
) {
  const isWhole = computed(() => shown.groups.length > 0);
  const groups = computed(() => (isWhole.value ? shown.groups : shown.ending));
  /** Those before the end come with the turns they stand between. */
  const marks = computed(() => {
    const fromMs = groups.value[0]?.[0]?.startMs ?? 0;
    return isWhole.value ? allMarks.value : allMarks.value.filter(({ atMs }) => atMs >= fromMs);
  });
  return { groups, marks };
}
