/** Moves the focus between the controls of a transcript: up and down between rows, left and right within a row. */

const ROW = "[data-turn],[data-mark]";

export const rowOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>(ROW) : null;

export const keyOfRow = ({ dataset }: HTMLElement): string =>
  dataset["turn"] ?? dataset["mark"] ?? "";

export const rowByKey = (content: Element | null, key: string): HTMLElement | null =>
  content?.querySelector<HTMLElement>(
    `[data-turn="${CSS.escape(key)}"],[data-mark="${CSS.escape(key)}"]`,
  ) ?? null;

/** Focuses the control of this name, or the row's last control if it has none of this name. */
export function focusRow(row: Element | null | undefined, control: string | undefined): void {
  const controls = row ? controlsOf(row) : [];
  (controls.find(({ dataset }) => dataset["control"] === control) ?? controls.at(-1))?.focus();
}

const controlsOf = (row: Element): HTMLElement[] => [
  ...row.querySelectorAll<HTMLElement>("[data-control]"),
];

/** Returns the next or previous row, or null at the ends of the log. */
export function rowBeside(row: HTMLElement, step: 1 | -1): HTMLElement | null {
  let at: Element | null = row;
  for (;;) {
    const beside: Element | null = step > 0 ? at.nextElementSibling : at.previousElementSibling;
    // At the edge of a group, continues in the next group.
    if (!beside) at = at.parentElement;
    else if (beside.matches(ROW)) return beside as HTMLElement;
    else {
      const rows: NodeListOf<HTMLElement> = beside.querySelectorAll(ROW);
      const entered = step > 0 ? rows[0] : rows[rows.length - 1];
      if (entered) return entered;
      at = beside;
    }
    if (!at || at.getAttribute("role") === "log") return null;
  }
}

/** Returns true if the key moves the focus. */
export function moveFocus(row: HTMLElement, { key, target }: KeyboardEvent): boolean {
  const log = row.closest('[role="log"]');
  const rows = log?.querySelectorAll(ROW);
  const control = target instanceof HTMLElement ? target.dataset["control"] : undefined;
  switch (key) {
    case "ArrowUp":
    case "ArrowDown":
      focusRow(rowBeside(row, key === "ArrowUp" ? -1 : 1), control);
      return true;
    case "ArrowLeft":
    case "ArrowRight":
      focusBeside(row, target, key === "ArrowLeft" ? -1 : 1);
      return true;
    case "Home":
    case "End":
      focusRow(key === "Home" ? rows?.[0] : rows?.[rows.length - 1], control);
      return true;
    default:
      return false;
  }
}

function focusBeside(row: HTMLElement, target: EventTarget | null, step: 1 | -1): void {
  const controls = controlsOf(row);
  const at = controls.findIndex((control) => control === target);
  controls[Math.min(controls.length - 1, Math.max(0, at + step))]?.focus();
}
