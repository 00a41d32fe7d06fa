/**
 * If the focused control is disabled or replaced, focuses its successor as soon as one exists, unless the user has moved the
 * focus elsewhere meanwhile.
 */

import { type Ref, type WatchSource, watch } from "vue";

/** @param successor Selector; the first match within `place` gets the focus */
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

/** A browser takes the focus off a disabled control with a delay, so such a control counts as lost too. */
const isFocusLost = (): boolean =>
  document.activeElement === null ||
  document.activeElement === document.body ||
  document.activeElement.matches(":disabled");
