/** State of the menu shared by all turns: it opens at the button of the current row, and its acts apply to that row. */

import { computed, inject, nextTick, type Ref, shallowRef, watch } from "vue";
import type { Turn } from "../../core/meeting.ts";
import { rowByKey } from "./row-focus.ts";
import { TRANSCRIPT_EDITS } from "./transcript-edits.ts";
import type { CurrentRow, RowAct } from "./transcript-rows.ts";

interface TurnMenuOptions {
  readonly content: Readonly<Ref<HTMLElement | null>>;
  readonly current: Readonly<Ref<CurrentRow | null>>;
  readonly begin: (key: string, act: RowAct) => void;
  readonly end: (byKey: boolean) => void;
  readonly turnOf: (key: string) => Turn | undefined;
}

export function useTurnMenu({ content, current, begin, end, turnOf }: TurnMenuOptions) {
  const edits = inject(TRANSCRIPT_EDITS, null);
  const isOpen = computed(() => current.value?.act === "menu");
  /** Kept while the menu closes, until it opens elsewhere. */
  const anchor = shallowRef<HTMLElement | null>(null);
  const key = shallowRef("");
  const turn = computed(() => turnOf(key.value));

  watch(isOpen, () => {
    if (!isOpen.value || !current.value) return;
    key.value = current.value.key;
    const row = rowByKey(content.value, key.value);
    anchor.value = row?.querySelector<HTMLElement>('[data-control="more"]') ?? null;
  });

  /** Leaves an act alone that the menu has started. */
  function close(): void {
    if (isOpen.value) end(false);
  }

  const act = (next: RowAct): void => begin(key.value, next);

  /** Adds a bookmark and starts editing its note. */
  async function addBookmark(): Promise<void> {
    if (!turn.value || !edits) return;
    const id = await edits.addBookmark(turn.value.startMs);
    await nextTick();
    begin(id, "note");
  }

  return { isOpen, anchor, turn, close, act, addBookmark };
}
