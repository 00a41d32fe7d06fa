/**
 * What stood in the way of a Start or Stop by shortcut or menu. The panel opens at the same moment and may be too late for a
 * message, so the service worker leaves it here; the panel of that window takes it away when it shows it.
 */

import { storage } from "wxt/utils/storage";
import type { Problem } from "../../core/problem.ts";

export interface ShortcutProblem {
  readonly windowId: number;
  readonly problem: Problem;
}

export const shortcutProblemItem = storage.defineItem<ShortcutProblem | null>(
  "session:shortcutProblem",
  { fallback: null },
);
