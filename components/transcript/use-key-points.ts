/** Key points of the shown transcript. A long one is read in steps that leave the thread free between them. */

import { onScopeDispose, shallowRef, watch } from "vue";
import { type KeyPoint, keyPointsOf, NO_KEY_POINTS } from "../../core/notes/key-points.ts";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";

interface KeyPointSource {
  readonly meetingId: string | null;
  readonly groups: TurnGroups;
  /** `groups` are not the whole transcript yet. */
  readonly isLoading: boolean;
  readonly isByModel: boolean;
}

/** A group of 100 turns takes 2.4 ms. */
const GROUPS_PER_STEP = 2;
const NO_POINTS: readonly KeyPoint[] = [];

export function useKeyPoints(source: () => KeyPointSource) {
  const points = shallowRef(NO_POINTS);
  let found = NO_KEY_POINTS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function read(): void {
    clearTimeout(timer);
    const { groups, isLoading, isByModel } = source();
    if (isLoading) return;
    found = keyPointsOf(groups, { isByModel, most: GROUPS_PER_STEP }, found);
    if (found.isWhole) points.value = found.points;
    else timer = setTimeout(read);
  }

  watch(
    () => source().meetingId,
    () => {
      found = NO_KEY_POINTS;
      points.value = NO_POINTS;
    },
  );
  watch(() => [source().groups, source().isLoading, source().isByModel], read, { immediate: true });
  onScopeDispose(() => clearTimeout(timer));

  return points;
}
