/** Finds words in a transcript: keeps query and current match, highlights matches and reveals the current one. */

import { computed, nextTick, onScopeDispose, ref, type Ref, shallowRef, watch } from "vue";
import { createFind, firstMatchFrom, type Match, stepped } from "../../core/transcript/find.ts";
import { turnId } from "../../core/meeting.ts";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";
import {
  clearHighlights,
  groupsNear,
  highlightMatches,
  type RenderedGroup,
} from "./find-highlights.ts";

interface FindOptions {
  readonly groups: () => TurnGroups;
  readonly rendered: () => readonly RenderedGroup[];
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  /** Returns the start of the first turn in view. */
  readonly viewFromMs: () => number;
  readonly show: (match: Match) => Promise<void>;
  /** Writes these words in place of a match; resolves when that is stored and shown. */
  readonly replace: (match: Match, words: string) => Promise<void>;
  /** Watched: its value changes when an act replaces text on the page, so that highlights are drawn again. */
  readonly changesText: () => unknown;
}

export function useFind(options: FindOptions) {
  const { groups, rendered, scroller, viewFromMs, show, replace, changesText } = options;
  const find = createFind();
  const isOpen = ref(false);
  const query = ref("");
  const index = ref(0);
  const matches = computed<readonly Match[]>(() =>
    isOpen.value ? find(groups(), query.value) : NONE,
  );
  const now = computed(() => matches.value[index.value]);
  let fromMs = 0;
  const focusedBefore = shallowRef<HTMLElement | null>(null);

  function open(): void {
    if (isOpen.value) return;
    fromMs = viewFromMs();
    const focused = document.activeElement;
    focusedBefore.value = focused instanceof HTMLElement ? focused : null;
    isOpen.value = true;
  }

  function close(): void {
    isOpen.value = false;
    void nextTick(() => focusedBefore.value?.focus({ preventScroll: true }));
  }

  function step(by: 1 | -1): void {
    index.value = stepped(index.value, by, matches.value.length);
    if (now.value) void show(now.value);
  }

  /** Replaces the current match and goes on behind it. */
  async function replaceNow(words: string): Promise<void> {
    const match = now.value;
    if (!match) return;
    await replace(match, words);
    await nextTick();
    index.value = firstMatchBehind(matches.value, match, match.start + words.length);
    if (now.value) void show(now.value);
  }

  watch([query, matches, isOpen] as const, ([text, found], [textBefore, foundBefore, wasOpen]) => {
    const isNew = text !== textBefore || !wasOpen;
    index.value = isNew ? firstMatchFrom(found, fromMs) : stillAt(found, foundBefore[index.value]);
    // Turns that arrive while the user reads must not move the view.
    if (isNew && now.value) void show(now.value);
  });

  let frame = 0;
  function draw(): void {
    frame = 0;
    const view = scroller.value;
    if (!isOpen.value || !view) return;
    highlightMatches(
      groupsNear(view, rendered()),
      (turns) => find([turns], query.value),
      now.value,
    );
  }
  function drawSoon(): void {
    if (isOpen.value) frame ||= requestAnimationFrame(draw);
  }
  watch([matches, now, changesText], draw, { flush: "post" });
  watch(isOpen, () => isOpen.value || clearHighlights());
  onScopeDispose(() => {
    cancelAnimationFrame(frame);
    if (isOpen.value) clearHighlights();
  });

  return { isOpen, query, index, matches, open, close, step, replaceNow, onScroll: drawSoon };
}

const NONE: readonly Match[] = [];

/** Returns the index of the same match among new matches, or else of the match that took its place. */
function stillAt(matches: readonly Match[], match: Match | undefined): number {
  const at = matches.findIndex(
    ({ turn, start }) => turn.startMs === match?.turn.startMs && start === match.start,
  );
  if (at >= 0) return at;
  return match ? firstMatchFrom(matches, match.turn.startMs) : 0;
}

/** Index of the first match that begins at this character of the turn or later, or else of the first match. */
function firstMatchBehind(matches: readonly Match[], { turn }: Match, from: number): number {
  const id = turnId(turn);
  const at = matches.findIndex(({ turn: each, start }) =>
    turnId(each) === id ? start >= from : each.startMs > turn.startMs,
  );
  return Math.max(0, at);
}
