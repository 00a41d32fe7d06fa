/** Draws the beginning of a long list at once, and the rest in small steps while nothing else is going on. */

import { computed, onScopeDispose, ref, watch } from "vue";

/** More than a person can see before the next step is done. */
const FIRST_ROWS = 30;
const ROWS_PER_STEP = 60;

/** @returns As many of the rows as are drawn by now. */
export function useRowsInSteps<Row>(rows: () => readonly Row[]) {
  const drawn = ref(FIRST_ROWS);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function schedule(): void {
    clearTimeout(timer);
    if (drawn.value < rows().length) timer = setTimeout(drawMore);
  }

  function drawMore(): void {
    drawn.value += ROWS_PER_STEP;
    schedule();
  }

  watch(() => rows().length, schedule, { immediate: true });
  onScopeDispose(() => clearTimeout(timer));

  return computed(() => (drawn.value < rows().length ? rows().slice(0, drawn.value) : rows()));
}
