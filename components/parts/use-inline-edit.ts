/** Words that are changed where they stand: Enter or leaving keeps them, Escape leaves all as it was. */

import { onMounted, type Ref, ref } from "vue";

/**
 * @param close Once. Null where nothing is to change; `byKey` tells that the focus is left without a place.
 */
export function useInlineEdit(
  field: Readonly<Ref<HTMLInputElement | HTMLTextAreaElement | null>>,
  value: () => string,
  close: (value: string | null, byKey: boolean) => void,
) {
  const draft = ref(value());
  let isClosed = false;

  function finish(isKept: boolean, byKey: boolean): void {
    if (isClosed) return;
    isClosed = true;
    const text = draft.value.trim();
    close(isKept && text !== value() ? text : null, byKey);
  }

  function onKeydown(event: KeyboardEvent): void {
    // The Enter that ends the composing of a character is not meant for the field.
    if (event.isComposing || (event.key !== "Enter" && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    finish(event.key === "Enter", true);
  }
  const onBlur = (): void => finish(true, false);

  onMounted(() => field.value?.focus());

  return { draft, onKeydown, onBlur };
}
