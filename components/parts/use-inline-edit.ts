/** Edits a text in place: Enter or blur saves, Escape cancels. */

import { onMounted, type Ref, ref } from "vue";

/**
 * @param close Called once. `value` is null if nothing changes; `byKey` is true if a key closed the field, which leaves the
 *   focus nowhere
 */
export function useInlineEdit(
  field: Readonly<Ref<HTMLInputElement | HTMLTextAreaElement | null>>,
  value: () => string,
  close: (value: string | null, byKey: boolean) => void,
) {
  const draft = ref(value());
  let isClosed = false;

  /** Closes the field, once. */
  function finish(saves: boolean, byKey: boolean): void {
    if (isClosed) return;
    isClosed = true;
    const text = draft.value.trim();
    close(saves && text !== value() ? text : null, byKey);
  }

  function onKeydown(event: KeyboardEvent): void {
    // Enter confirms a character that is being composed with an input method.
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    finish(event.key === "Enter", true);
  }
  const onBlur = (): void => finish(true, false);

  onMounted(() => field.value?.focus());

  return { draft, onKeydown, onBlur, finish };
}
