/** Renders the end of a long transcript at once, and the rest in steps that leave the thread free between them. */

import { nextTick, onScopeDispose, ref, watch } from "vue";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";

/** The last group may contain a single turn; with the one before, more than a screen is rendered at once. */
const FIRST_GROUPS = 2;
const GROUPS_PER_STEP = 1;

export function useGroupsFromEnd(groups: () => TurnGroups, meetingId: () => string | null) {
  /** Index of the first rendered group. */
  const firstGroup = ref(0);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function renderMore(): void {
    firstGroup.value = Math.max(0, firstGroup.value - GROUPS_PER_STEP);
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    if (firstGroup.value > 0) timer = setTimeout(renderMore);
  }

  async function renderAll(): Promise<void> {
    clearTimeout(timer);
    firstGroup.value = 0;
    await nextTick();
  }

  watch(
    [meetingId, () => groups().length] as const,
    ([id, count], [idBefore, countBefore]) => {
      // New turns arrive one by one after the rendered ones; an opened meeting arrives all at once.
      if (id === idBefore && count - (countBefore ?? 0) <= 1) return;
      firstGroup.value = Math.max(0, count - FIRST_GROUPS);
      schedule();
    },
    { immediate: true },
  );
  onScopeDispose(() => clearTimeout(timer));

  return { firstGroup, renderAll };
}
