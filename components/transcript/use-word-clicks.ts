/** Plays from a clicked word of the transcript, unless the click is part of a selection. */

import { inject, type Ref, watch } from "vue";
import { turnId } from "../../core/meeting.ts";
import { placeWords, wordAt } from "../../core/playback/position.ts";
import type { TurnGroups } from "../../core/transcript/turn-groups.ts";
import { PLAYBACK } from "../player/playback.ts";
import { characterAt, isAt, rangeOf } from "./text-places.ts";

/** @param content Contains the turns, each a `[data-turn]` with its text in `[data-words]` */
export function useWordClicks(
  content: Readonly<Ref<HTMLElement | null>>,
  groups: () => TurnGroups,
): void {
  const playback = inject(PLAYBACK, null);
  if (!playback) return;

  /** Returns null for a point outside the words of a turn. */
  function timeAt(target: Element, x: number, y: number): number | null {
    const text = target.closest("[data-words]");
    const id = text?.closest<HTMLElement>("[data-turn]")?.dataset["turn"];
    const turn = groups()
      .flat()
      .find((each) => turnId(each) === id);
    const character = text ? characterAt(text, x, y) : null;
    if (!text || !turn || character === null) return null;
    const word = wordAt(placeWords(turn), character);
    if (!word) return turn.startMs;
    const range = rangeOf(text, word.from, word.to);
    return range && isAt(range, x, y) ? word.startMs : null;
  }

  function onClick({ target, detail, clientX, clientY }: MouseEvent): void {
    const isSelecting = detail > 1 || getSelection()?.isCollapsed === false;
    if (!playback?.canPlay.value || isSelecting || !(target instanceof Element)) return;
    const ms = timeAt(target, clientX, clientY);
    if (ms !== null) playback.playFrom(ms);
  }

  watch(
    content,
    (log, _, onCleanup) => {
      log?.addEventListener("click", onClick);
      onCleanup(() => log?.removeEventListener("click", onClick));
    },
    { flush: "post", immediate: true },
  );
}
