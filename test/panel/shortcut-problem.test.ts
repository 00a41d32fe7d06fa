import { afterEach, expect, it, vi } from "vitest";
import { effectScope } from "vue";
import type { Problem } from "../../core/problem.ts";
import {
  type ShortcutProblem,
  shortcutProblemItem,
} from "../../entrypoints/shared/shortcut-problem.ts";
import { useShortcutProblem } from "../../entrypoints/sidepanel/recording/use-recorder.ts";
import { sessionArea } from "./support/session-storage.ts";

const OWN_WINDOW = 3;
const REFUSED: ShortcutProblem = {
  windowId: OWN_WINDOW,
  problem: { reason: "tab-not-capturable" },
};

const chrome: { storage: object } = Reflect.get(globalThis, "chrome");
Object.assign(chrome, { windows: { getCurrent: async () => ({ id: OWN_WINDOW }) } });
Object.assign(chrome.storage, { session: sessionArea });

let panel = effectScope();
afterEach(() => panel.stop());

/** Opens the panel; what it reports. */
function reportsOfPanel(): readonly Problem[] {
  const reports: Problem[] = [];
  panel = effectScope();
  panel.run(() => useShortcutProblem((problem) => reports.push(problem)));
  return reports;
}

it("tells the panel that has just opened, once", async () => {
  await shortcutProblemItem.setValue(REFUSED);
  const reports = reportsOfPanel();
  await vi.waitFor(() => expect(reports).toEqual([REFUSED.problem]));
  expect(await shortcutProblemItem.getValue()).toBeNull();
});

it("tells the panel that was open already, and again when it happens again", async () => {
  const reports = reportsOfPanel();
  await shortcutProblemItem.setValue(REFUSED);
  await vi.waitFor(() => expect(reports).toHaveLength(1));
  await shortcutProblemItem.setValue(REFUSED);
  await vi.waitFor(() => expect(reports).toHaveLength(2));
});

it("leaves what happened in another window to the panel there", async () => {
  const elsewhere = { ...REFUSED, windowId: OWN_WINDOW + 1 };
  const reports = reportsOfPanel();
  await shortcutProblemItem.setValue(elsewhere);
  await shortcutProblemItem.setValue({ ...REFUSED, problem: { reason: "incognito" } });
  await vi.waitFor(() => expect(reports).toEqual([{ reason: "incognito" }]));
});
