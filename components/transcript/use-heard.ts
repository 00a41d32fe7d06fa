/** The turn and the word that are being heard: marked, highlighted, and followed until the reader scrolls away. */

import "../styles/heard.css";
import { computed, inject, onScopeDispose, ref, type Ref, watch } from "vue";
import { type Turn, turnId } from "../../core/meeting.ts";
import { turnAt } from "../../core/playback/turn-at.ts";
import { placeWords, wordHeardAt } from "../../core/playback/word-at.ts";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";
import { PLAYBACK } from "../player/playback.ts";
import { rangeOf } from "./text-places.ts";

const HIGHLIGHT = "heard-word";
/** `pointerdown`: on the scrollbar. */
const BY_HAND = ["wheel", "touchmove", "keydown", "pointerdown"] as const;
/** From the upper edge, for a word that is brought into view. */
const MARGIN_PX = 80;

export interface HeardSource {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  /** Holds the turns, each a `[data-turn]` with its text in `[data-words]`. */
  readonly content: Readonly<Ref<HTMLElement | null>>;
  readonly groups: () => TurnGroups;
  /** Draws the turns that are not drawn yet. */
  readonly drawAll: () => Promise<void>;
  /** Whatever else scrolls leaves it from now on. */
  readonly release: () => void;
}

export function useHeard({ scroller, content, groups, drawAll, release }: HeardSource) {
  const playback = inject(PLAYBACK, null);
  const isAway = ref(false);
  const isFollowing = computed(() => playback?.isPlaying.value === true && !isAway.value);
  /** The reader has gone elsewhere, and there is a way back. */
  const canFollow = computed(() => playback?.isPlaying.value === true && isAway.value);
  let marked: HTMLElement | null = null;
  let range: Range | null = null;
  /** It is the reader who scrolls. */
  let isByHand = false;

  const heard = computed<Turn | null>(() =>
    playback?.isActive.value
      ? turnAt(groups(), playback.positionMs.value, playback.heardChannels.value)
      : null,
  );
  const words = computed(() => (heard.value ? placeWords(heard.value) : []));
  const word = computed(() => playback && wordHeardAt(words.value, playback.positionMs.value));

  const articleOf = (turn: Turn): HTMLElement | null =>
    content.value?.querySelector(`[data-turn="${CSS.escape(turnId(turn))}"]`) ?? null;

  /** Draws it where that is not done yet. */
  async function mark(turn: Turn | null): Promise<void> {
    if (turn && !articleOf(turn)) await drawAll();
    if (turn !== heard.value) return;
    marked?.removeAttribute("aria-current");
    marked = turn && articleOf(turn);
    marked?.setAttribute("aria-current", "true");
    highlight();
  }

  function highlight(): void {
    const place = word.value;
    const text = marked?.querySelector("[data-words]");
    range = place && text ? rangeOf(text, place.from, place.to) : null;
    if (range) CSS.highlights.set(HIGHLIGHT, new Highlight(range));
    else CSS.highlights?.delete(HIGHLIGHT);
    if (isFollowing.value) follow();
  }

  /** Moves nothing while what is heard can be seen. */
  function follow(): void {
    isAway.value = false;
    release();
    if (!isInView()) marked?.scrollIntoView({ block: "center" });
    // A turn may be longer than the view.
    const view = scroller.value;
    if (view && range && !isInView())
      view.scrollTop +=
        range.getBoundingClientRect().top - view.getBoundingClientRect().top - MARGIN_PX;
  }

  function isInView(): boolean {
    const view = scroller.value?.getBoundingClientRect();
    const box = (range ?? marked)?.getBoundingClientRect();
    return !view || !box || (box.top >= view.top && box.bottom <= view.bottom);
  }

  /** Whatever else moves it, what is heard is brought back with its next word. */
  const onScroll = (): void => {
    if (isByHand) isAway.value = !isInView();
  };

  watch(heard, (turn) => void mark(turn), { flush: "post" });
  watch(word, highlight, { flush: "post" });
  watch(
    () => playback?.isPlaying.value === true,
    (plays) => {
      if (plays) follow();
    },
    { flush: "post" },
  );
  watch(
    scroller,
    (view, _, onCleanup) => {
      const detached = new AbortController();
      const { signal } = detached;
      onCleanup(() => detached.abort());
      const byHand = (): void => void (isByHand = true);
      for (const type of BY_HAND) view?.addEventListener(type, byHand, { signal, passive: true });
      view?.addEventListener("scroll", onScroll, { signal, passive: true });
      view?.addEventListener("scrollend", () => (isByHand = false), { signal });
    },
    { flush: "post", immediate: true },
  );
  onScopeDispose(() => CSS.highlights?.delete(HIGHLIGHT));

  return { isFollowing, canFollow, follow };
}
