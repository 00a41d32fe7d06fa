/** Reports, once, what stood in the way of a Start or Stop by shortcut or menu in the window of this panel. */

import { onScopeDispose } from "vue";
import { browser } from "wxt/browser";
import type { Problem } from "../../../core/problem.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { shortcutProblemItem } from "../../shared/shortcut-problem.ts";

export function useShortcutProblem(report: (problem: Problem) => void): void {
  async function take(): Promise<void> {
    const [found, { id }] = await Promise.all([
      shortcutProblemItem.getValue(),
      browser.windows.getCurrent(),
    ]);
    if (found === null || found.windowId !== id) return;
    await shortcutProblemItem.removeValue();
    report(found.problem);
  }
  const takeSafely = (): void => void take().catch(reportUnexpected("problem of a shortcut"));

  onScopeDispose(shortcutProblemItem.watch((found) => found && takeSafely()));
  takeSafely();
}
