/** Ctrl+F, on a Mac Cmd+F, while the panel has the focus: looks through what is on show here, not through the page beside it. */

import { onScopeDispose } from "vue";

/** @param find Answers false where there is nothing to look through: then the key is left to Chrome. */
export function useFindKey(find: () => boolean): void {
  function onKeydown(event: KeyboardEvent): void {
    if (event.code !== "KeyF" || event.altKey || event.shiftKey || event.defaultPrevented) return;
    if (event.ctrlKey === event.metaKey || isInDialog(event.target)) return;
    if (find()) event.preventDefault();
  }
  window.addEventListener("keydown", onKeydown);
  onScopeDispose(() => window.removeEventListener("keydown", onKeydown));
}

const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('[role="dialog"],[role="alertdialog"]') !== null;
