/**
 * Runs the chosen menu action after the menu has closed: a closing menu returns the focus to its button, and would take it
 * from a dialog that the action opened. The button has the focus first, so that the dialog can return it there.
 *
 * @param button The button that opens the menu
 */
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
