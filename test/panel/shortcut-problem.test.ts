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

/** Opens a panel. @returns the problems that it reports */
function reportsOfPanel(): readonly Problem[] {
  const reports: Problem[] = [];
  panel = effectScope();
  panel.run(() => useShortcutProblem((problem) => reports.push(problem)));
  return reports;
}

it("a panel that has just opened reports a stored problem once", async () => {
  await shortcutProblemItem.setValue(REFUSED);
  const reports = reportsOfPanel();
  await vi.waitFor(() => expect(reports).toEqual([REFUSED.problem]));
  expect(await shortcutProblemItem.getValue()).toBeNull();
});

it("an open panel reports a problem each time it occurs", async () => {
  const reports = reportsOfPanel();
  await shortcutProblemItem.setValue(REFUSED);
  await vi.waitFor(() => expect(reports).toHaveLength(1));
  await shortcutProblemItem.setValue(REFUSED);
  await vi.waitFor(() => expect(reports).toHaveLength(2));
});

it("a panel in a window of its own reports the problems of the window that it belongs to", async () => {
  history.replaceState(null, "", `?window=${OWN_WINDOW + 1}`);
  const reports = reportsOfPanel();
  await shortcutProblemItem.setValue({ ...REFUSED, windowId: OWN_WINDOW + 1 });
  await vi.waitFor(() => expect(reports).toEqual([REFUSED.problem]));
  history.replaceState(null, "", "?");
});

it("a panel leaves the problem of another window alone", async () => {
  const elsewhere = { ...REFUSED, windowId: OWN_WINDOW + 1 };
  const reports = reportsOfPanel();
  await shortcutProblemItem.setValue(elsewhere);
  await shortcutProblemItem.setValue({ ...REFUSED, problem: { reason: "incognito" } });
  await vi.waitFor(() => expect(reports).toEqual([{ reason: "incognito" }]));
});
