/**
 * Keeps the current row of the transcript and the act under way in it. The last row is the current one until another is
 * focused or revealed.
 */

import { computed, nextTick, provide, type Ref, shallowRef } from "vue";
import { type Mark, turnId } from "../../core/meeting.ts";
import {
  markKey,
  type TranscriptSection,
  type TranscriptItem,
} from "../../core/transcript/transcript-items.ts";
import { focusRow, keyOfRow, moveFocus, rowBeside, rowByKey, rowOf } from "./row-focus.ts";
import { CONTROL_OF, type CurrentRow, type RowAct, TRANSCRIPT_ROWS } from "./transcript-rows.ts";

/** Returns null for an item without controls. */
export function rowKey(item: TranscriptItem): string | null {
  if (item.type === "turn") return turnId(item.turn);
  return item.type === "bookmark" ? markKey(item) : null;
}

export function useCurrentRow(
  content: Readonly<Ref<HTMLElement | null>>,
  sections: Readonly<Ref<readonly TranscriptSection[]>>,
  marksAfter: Readonly<Ref<readonly Mark[]>>,
) {
  const chosen = shallowRef<CurrentRow | null>(null);

  const place = computed(() => {
    const key = chosen.value?.key;
    if (key === undefined) return -1;
    if (marksAfter.value.some((mark) => rowKey(mark) === key)) return sections.value.length;
    return sections.value.findLastIndex(({ items }) => items.some((item) => rowKey(item) === key));
  });
  const lastKey = computed(() => {
    const items = sections.value.findLast((section) => section.items.some(rowKey))?.items ?? [];
    const last = items.findLast(rowKey);
    return last ? rowKey(last) : null;
  });
  const current = computed<CurrentRow | null>(() => {
    if (place.value >= 0) return chosen.value;
    return lastKey.value === null ? null : { key: lastKey.value, act: null };
  });
  /** Index of the section that contains the current row; the number of sections if the row comes after all of them. */
  const currentSection = computed(() =>
    place.value >= 0
      ? place.value
      : sections.value.findLastIndex(({ items }) => items.some(rowKey)),
  );

  function begin(key: string, act: RowAct | null): void {
    chosen.value = { key, act };
  }

  function end(byKey: boolean): void {
    const row = chosen.value;
    if (!row?.act) return;
    chosen.value = { key: row.key, act: null };
    if (byKey)
      void nextTick(() =>
        focusRow(rowByKey(content.value, row.key), CONTROL_OF[row.act ?? "menu"]),
      );
  }

  function leave(key: string): void {
    const row = rowByKey(content.value, key);
    if (row) focusRow(rowBeside(row, 1) ?? rowBeside(row, -1), "more");
  }
  provide(TRANSCRIPT_ROWS, { begin, end, leave });

  function onFocusin({ target }: FocusEvent): void {
    const row = rowOf(target);
    if (row && keyOfRow(row) !== current.value?.key) begin(keyOfRow(row), null);
  }

  function onKeydown(event: KeyboardEvent): void {
    const row = rowOf(event.target);
    if (!row || event.defaultPrevented || isTextField(event.target) || hasModifier(event)) return;
    if (event.key === "F2" && row.dataset["draft"] === undefined)
      begin(keyOfRow(row), row.dataset["turn"] ? "words" : "note");
    else if (!moveFocus(row, event)) return;
    event.preventDefault();
  }

  return { current, currentSection, begin, end, onFocusin, onKeydown };
}

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

const hasModifier = ({ ctrlKey, altKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  ctrlKey || altKey || metaKey || shiftKey;
