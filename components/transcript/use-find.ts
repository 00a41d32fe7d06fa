/** Finding words in a transcript: what is looked for, which match is on show, and how it comes into view. */

import { computed, nextTick, onScopeDispose, ref, type Ref, shallowRef, watch } from "vue";
import { createFind, firstMatchFrom, type Match, stepped } from "../../core/transcript/find.ts";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";
import { type DrawnGroup, groupsNear, markFound, unmarkFound } from "./found-marks.ts";

interface FindOptions {
  readonly groups: () => TurnGroups;
  readonly drawn: () => readonly DrawnGroup[];
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  /** Start of the first turn in view. */
  readonly viewFromMs: () => number;
  readonly show: (match: Match) => Promise<void>;
  /** Changes with whatever else takes words off the page or puts them there. */
  readonly redrawn: () => unknown;
}

export function useFind({ groups, drawn, scroller, viewFromMs, show, redrawn }: FindOptions) {
  const find = createFind();
  const isOpen = ref(false);
  const words = ref("");
  const index = ref(0);
  const matches = computed<readonly Match[]>(() =>
    isOpen.value ? find(groups(), words.value) : NONE,
  );
  const now = computed(() => matches.value[index.value]);
  let fromMs = 0;
  const before = shallowRef<HTMLElement | null>(null);

  function open(): void {
    if (isOpen.value) return;
    fromMs = viewFromMs();
    before.value = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    isOpen.value = true;
  }

  /** The focus goes back to where it was. */
  function close(): void {
    isOpen.value = false;
    void nextTick(() => before.value?.focus({ preventScroll: true }));
  }

  function step(by: 1 | -1): void {
    index.value = stepped(index.value, by, matches.value.length);
    if (now.value) void show(now.value);
  }

  watch([words, matches, isOpen] as const, ([text, found], [textBefore, foundBefore, wasOpen]) => {
    const isNew = text !== textBefore || !wasOpen;
    index.value = isNew ? firstMatchFrom(found, fromMs) : stillAt(found, foundBefore[index.value]);
    // What comes while one reads moves nothing.
    if (isNew && now.value) void show(now.value);
  });

  let frame = 0;
  function draw(): void {
    frame = 0;
    const view = scroller.value;
    if (!isOpen.value || !view) return;
    markFound(groupsNear(view, drawn()), (turns) => find([turns], words.value), now.value);
  }
  function drawSoon(): void {
    if (isOpen.value) frame ||= requestAnimationFrame(draw);
  }
  watch([matches, now, redrawn], draw, { flush: "post" });
  watch(isOpen, () => isOpen.value || unmarkFound());
  onScopeDispose(() => {
    cancelAnimationFrame(frame);
    if (isOpen.value) unmarkFound();
  });

  return { isOpen, words, index, matches, open, close, step, onScroll: drawSoon };
}

const NONE: readonly Match[] = [];

/** The index of the same match among others; else of the one that has come to its place. */
function stillAt(matches: readonly Match[], match: Match | undefined): number {
  const at = matches.findIndex(
    ({ turn, start }) => turn.startMs === match?.turn.startMs && start === match.start,
  );
  if (at >= 0) return at;
  return match ? firstMatchFrom(matches, match.turn.startMs) : 0;
}
