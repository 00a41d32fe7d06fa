/**
 * What is chosen in a menu is done when the menu has closed: else the menu, giving the focus back to its button, would take it
 * from what was opened. Before that the button has it, so that a dialog can give it back.
 */

/** @param button The one that the menu stands at. */
export function useActAfterClosing(button: () => HTMLElement | null | undefined) {
  let act: (() => void) | null = null;

  function onClosed(event: Event): void {
    const chosen = act;
    act = null;
    if (chosen === null) return;
    event.preventDefault();
    button()?.focus();
    chosen();
  }

  return { actAfterClosing: (chosen: () => void) => void (act = chosen), onClosed };
}
