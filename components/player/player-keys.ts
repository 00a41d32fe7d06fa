/** Keys of the player: Space or k plays and pauses, arrow keys skip. Controls that use these keys keep them. */

import type { Ref } from "vue";
import { SKIP_MS } from "./playback.ts";

interface Player {
  readonly canPlay: Readonly<Ref<boolean>>;
  toggle(): void;
  skip(ms: number): void;
}

const USES_KEYS = "button, a, input, textarea, select, [contenteditable], [role^='menu']";

/** Handles `keydown` of the element that contains player and transcript. */
export function onPlayerKey(event: KeyboardEvent, player: Player): void {
  const isTaken = event.target instanceof Element && event.target.closest(USES_KEYS) !== null;
  if (!player.canPlay.value || isTaken || event.defaultPrevented || hasModifier(event)) return;
  if (event.key === " " || event.key === "k") {
    if (!event.repeat) player.toggle();
  } else if (event.key === "ArrowLeft") player.skip(-SKIP_MS);
  else if (event.key === "ArrowRight") player.skip(SKIP_MS);
  else return;
  event.preventDefault();
}

const hasModifier = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  altKey || ctrlKey || metaKey || shiftKey;
