/**
 * The problem of a Start or Stop by shortcut or menu. The panel that opens at the same time may be too late for a message, so the
 * service worker stores it, and the panel of that window takes it.
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
