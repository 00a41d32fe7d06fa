/**
 * The problem of a Start or Stop by shortcut or menu. The panel that opens at the same time may be too late for a message, so the
 * service worker stores it, and the panel of that window takes it.
 */

import type { Problem } from "../../core/problem.ts";
import { storedItem } from "./stored-item.ts";

export interface ShortcutProblem {
  readonly windowId: number;
  readonly problem: Problem;
}

export const shortcutProblemItem = storedItem<ShortcutProblem | null>(
  "session",
  "shortcutProblem",
  null,
);
