/**
 * Keeps a scrolling element at its end while its content grows, until the reader scrolls up; from then on nothing moves
 * by itself. `jump` goes to the end and stays there again.
 */

import { onScopeDispose, ref, type Ref, watch } from "vue";

/** So near the end, the reader means the end. */
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

  /** Only moving up is the reader's doing: growth and our own jumps move down. */
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

  /** Stops following, to show a place further up. */
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
