/**
 * Opens a long transcript at its end at once, and draws what lies before it in small steps while nothing else is going on.
 */

import { nextTick, onScopeDispose, ref, watch } from "vue";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";

/** The last of them may hold a single turn; with another one there is more than a screen before the next step is done. */
const FIRST_GROUPS = 2;
const GROUPS_PER_STEP = 1;

export function useGroupsFromEnd(groups: () => TurnGroups, meetingId: () => string | null) {
  /** Index of the first group that is drawn. */
  const firstGroup = ref(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function drawMore(): void {
    firstGroup.value = Math.max(0, firstGroup.value - GROUPS_PER_STEP);
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    if (firstGroup.value > 0) timer = setTimeout(drawMore);
  }

  async function drawAll(): Promise<void> {
    clearTimeout(timer);
    firstGroup.value = 0;
    await nextTick();
  }

  watch(
    [meetingId, () => groups().length] as const,
    ([id, count], [idBefore, countBefore]) => {
      // Turns that are added one by one come after what is drawn; a meeting that is opened comes all at once.
      if (id === idBefore && count - (countBefore ?? 0) <= 1) return;
      firstGroup.value = Math.max(0, count - FIRST_GROUPS);
      schedule();
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  return { firstGroup, drawAll };
}
