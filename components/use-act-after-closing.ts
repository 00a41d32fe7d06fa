/**
 * What is chosen in a menu is done when the menu has closed: else the menu, giving the focus back to its button, would take it
 * from what was opened.
 */

export function useActAfterClosing() {
  let act: (() => void) | null = null;

  function onClosed(event: Event): void {
    const chosen = act;
    act = null;
    if (chosen === null) return;
    event.preventDefault();
    chosen();
  }

  return { actAfterClosing: (chosen: () => void) => void (act = chosen), onClosed };
}
