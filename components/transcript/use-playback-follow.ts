/** Highlights the turn and the word being played, and keeps them in view until the user scrolls away. */

import "../styles/playing.css";
import { computed, inject, onScopeDispose, ref, type Ref, watch } from "vue";
import { type Turn, turnId } from "../../core/meeting.ts";
import { turnAt } from "../../core/playback/position.ts";
import { placeWords, wordHeardAt } from "../../core/playback/position.ts";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";
import { PLAYBACK } from "../player/playback.ts";
import { rangeOf } from "./text-places.ts";

const HIGHLIGHT = "heard-word";
/** Events with which the user scrolls; `pointerdown` is on the scrollbar. */
const BY_USER = ["wheel", "touchmove", "keydown", "pointerdown"] as const;
/** Distance from the upper edge at which a word is brought into view. */
const MARGIN_PX = 80;

interface PlaybackFollowOptions {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  /** Contains the turns, each a `[data-turn]` with its text in `[data-words]`. */
  readonly content: Readonly<Ref<HTMLElement | null>>;
  readonly groups: () => TurnGroups;
  readonly renderAll: () => Promise<void>;
  /** Stops following the end of the transcript. */
  readonly release: () => void;
}

export function usePlaybackFollow(options: PlaybackFollowOptions) {
  const { scroller, content, groups, renderAll, release } = options;
  const playback = inject(PLAYBACK, null);
  const isAway = ref(false);
  const isFollowing = computed(() => playback?.isPlaying.value === true && !isAway.value);
  const canFollow = computed(() => playback?.isPlaying.value === true && isAway.value);
  let article: HTMLElement | null = null;
  let range: Range | null = null;

  const played = computed<Turn | null>(() =>
    playback?.isActive.value
      ? turnAt(groups(), playback.positionMs.value, playback.audibleChannels.value)
      : null,
  );
  const words = computed(() => (played.value ? placeWords(played.value) : []));
  const word = computed(() => playback && wordHeardAt(words.value, playback.positionMs.value));

  const articleOf = (turn: Turn): HTMLElement | null =>
    content.value?.querySelector(`[data-turn="${CSS.escape(turnId(turn))}"]`) ?? null;

  async function setCurrent(turn: Turn | null): Promise<void> {
    if (turn && !articleOf(turn)) await renderAll();
    if (turn !== played.value) return;
    article?.removeAttribute("aria-current");
    article = turn && articleOf(turn);
    article?.setAttribute("aria-current", "true");
    highlight();
  }

  function highlight(): void {
    const place = word.value;
    const text = article?.querySelector("[data-words]");
    range = place && text ? rangeOf(text, place.from, place.to) : null;
    if (range) CSS.highlights.set(HIGHLIGHT, new Highlight(range));
    else CSS.highlights?.delete(HIGHLIGHT);
    if (isFollowing.value) follow();
  }

  /** Scrolls only if the word is out of view. */
  function follow(): void {
    isAway.value = false;
    release();
    if (!isInView()) article?.scrollIntoView({ block: "center" });
    // A turn may be longer than the view.
    const view = scroller.value;
    if (view && range && !isInView())
      view.scrollTop +=
        range.getBoundingClientRect().top - view.getBoundingClientRect().top - MARGIN_PX;
  }

  function isInView(): boolean {
    const view = scroller.value?.getBoundingClientRect();
    const box = (range ?? article)?.getBoundingClientRect();
    return !view || !box || (box.top >= view.top && box.bottom <= view.bottom);
  }

  watch(played, (turn) => void setCurrent(turn), { flush: "post" });
  watch(word, highlight, { flush: "post" });
  watch(
    () => playback?.isPlaying.value === true,
    (plays) => {
      if (plays) follow();
    },
    { flush: "post" },
  );
  // Other scrolling does not matter: the next word scrolls back into view.
  watchUserScroll(scroller, () => (isAway.value = !isInView()));
  onScopeDispose(() => CSS.highlights?.delete(HIGHLIGHT));

  return { isFollowing, canFollow, follow };
}

/** Calls `onScroll` while the user scrolls the element. */
function watchUserScroll(scroller: Readonly<Ref<HTMLElement | null>>, onScroll: () => void): void {
  let isByUser = false;
  watch(
    scroller,
    (view, _, onCleanup) => {
      const detached = new AbortController();
      const { signal } = detached;
      onCleanup(() => detached.abort());
      const byUser = (): void => void (isByUser = true);
      for (const type of BY_USER) view?.addEventListener(type, byUser, { signal, passive: true });
      view?.addEventListener("scroll", () => isByUser && onScroll(), { signal, passive: true });
      view?.addEventListener("scrollend", () => (isByUser = false), { signal });
    },
    { flush: "post", immediate: true },
  );
}
