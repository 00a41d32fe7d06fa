/**
 * Keeps a scrolling element at its end while its content grows, until the user scrolls up. `jump` scrolls to the end and
 * follows it again.
 */

import { onScopeDispose, ref, type Ref, watch } from "vue";

/** Scrolling to within this distance of the end counts as reaching it. */
const NEAR_PX = 40;

export function useStickToBottom(
  scroller: Readonly<Ref<HTMLElement | null>>,
  content: Readonly<Ref<HTMLElement | null>>,
) {
  const isStuck = ref(true);
  let lastTop = 0;

  function toEnd(): void {
    const element = scroller.value;
    if (!element) return;
    element.scrollTop = element.scrollHeight;
    lastTop = element.scrollTop;
  }

  /** Only the user scrolls up: growth and `toEnd` move down. */
  function onScroll(): void {
    const element = scroller.value;
    if (!element) return;
    const distance = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (distance <= NEAR_PX) isStuck.value = true;
    else if (element.scrollTop < lastTop) isStuck.value = false;
    lastTop = element.scrollTop;
  }

  function jump(): void {
    isStuck.value = true;
    toEnd();
  }

  /** Stops following the end, so that a place further up can be shown. */
  function release(): void {
    isStuck.value = false;
  }

  const observer = new ResizeObserver(() => {
    if (isStuck.value) toEnd();
  });
  watch(
    [scroller, content],
    (elements) => {
      observer.disconnect();
      for (const element of elements) if (element) observer.observe(element);
    },
    { flush: "post", immediate: true },
  );
  onScopeDispose(() => observer.disconnect());

  return { isStuck, onScroll, jump, release };
}
