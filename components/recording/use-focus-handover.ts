/**
 * Where the control that has the focus is switched off or replaced, its successor gets the focus as soon as there is one, so
 * that the keyboard goes on from there. Who has gone elsewhere meanwhile is left alone.
 */

import { type Ref, type WatchSource, watch } from "vue";

/** @param successor a selector; of those that match in the place, the first gets the focus */
export function useFocusHandover(
  place: Readonly<Ref<HTMLElement | null>>,
  change: WatchSource<unknown>,
  successor: string,
): void {
  let isPending = false;
  watch(
    change,
    () => {
      isPending ||= place.value?.contains(document.activeElement) ?? false;
    },
    { flush: "pre" },
  );
  watch(
    change,
    () => {
      if (!isPending) return;
      const next = isFocusLost() ? place.value?.querySelector<HTMLElement>(successor) : undefined;
      next?.focus();
      isPending = isFocusLost();
    },
    { flush: "post" },
  );
}

/** A browser takes the focus from what is switched off a little later. */
const isFocusLost = (): boolean =>
  document.activeElement === null ||
  document.activeElement === document.body ||
  document.activeElement.matches(":disabled");
