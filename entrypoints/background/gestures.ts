/** Shortcuts and the menu item. Each is a gesture that lets Earshot capture the tab. */

import type { Browser } from "wxt/browser";
import { fail, type Result } from "../../core/problem.ts";
import type { StartRequest } from "../../core/protocol/background-requests.ts";
import type { RecordingAct } from "../../core/protocol/offscreen-requests.ts";
import { createHeldKeyWatch } from "../../core/recording/background-rules.ts";
import type { Source } from "../../core/recording/source.ts";
import { reportUnexpected, unexpectedProblem } from "../shared/errors.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { shortcutProblemItem } from "../shared/shortcut-problem.ts";
import { act, stop } from "./offscreen-document.ts";
import { showPanel } from "./show-panel.ts";
import { start } from "./start-recording.ts";
import { isBadgeShown } from "./toolbar.ts";

const ACTS: Readonly<Record<string, RecordingAct>> = {
  "toggle-mute": { type: "toggle-mute" },
  "add-bookmark": { type: "bookmark" },
};

const isHeld = createHeldKeyWatch();

/** Must run in the same task as Chrome's event: opening the panel needs the gesture. */
export function onShortcut(name: string, tab: Browser.tabs.Tab | undefined): void {
  if (isHeld(name, Date.now())) return;
  if (name === "toggle-recording") return toggleRecording(tab, (remembered) => remembered);
  const asked = ACTS[name];
  if (asked) act(asked).catch(reportUnexpected(`shortcut ${name}`));
}

/** Records the tab of the menu, with the microphone if it was recorded last time. Must run in the same task as Chrome's event. */
export const onMenuItem = (tab: Browser.tabs.Tab | undefined): void =>
  toggleRecording(tab, (remembered) => (remembered === "mic" ? "tab" : remembered));

/** The Start or Stop that is being carried out. */
let toggling: Promise<void> | null = null;

/** Opens the panel, which shows the result. @param choose returns the source to record, given the remembered one */
function toggleRecording(
  tab: Browser.tabs.Tab | undefined,
  choose: (remembered: Source) => Source,
): void {
  const windowId = tab?.windowId;
  if (windowId !== undefined) showPanel(windowId);
  if (toggling) {
    stopIfShown().catch(reportUnexpected("stopping a pending Start"));
    return;
  }
  toggling = toggle(tab, choose)
    .catch((error: unknown): Result<never> => {
      return { ok: false, problem: unexpectedProblem("Start or Stop by shortcut or menu", error) };
    })
    .then((result) => leaveForPanel(result, windowId))
    .catch(reportUnexpected("storing the problem of a shortcut"))
    .finally(() => {
      toggling = null;
    });
}

/** Ends a pending Start that the badge shows; before that a second gesture is ignored. */
async function stopIfShown(): Promise<void> {
  if (await isBadgeShown()) await stop();
}

async function toggle(
  tab: Browser.tabs.Tab | undefined,
  choose: (remembered: Source) => Source,
): Promise<Result<unknown>> {
  if (await isBadgeShown()) return stop();
  const { capture } = await settingsItem.getValue();
  const request = requestOf(choose(capture.source), tab);
  return request ? start(request) : fail("tab-not-capturable");
}

function requestOf(source: Source, tab: Browser.tabs.Tab | undefined): StartRequest | null {
  if (source === "mic") return { source };
  if (tab?.id === undefined) return null;
  return { source, tab: { tabId: tab.id, title: tab.title ?? "", url: tab.url ?? "" } };
}

async function leaveForPanel(result: Result<unknown>, windowId: number | undefined): Promise<void> {
  if (result.ok || windowId === undefined) return shortcutProblemItem.removeValue();
  await shortcutProblemItem.setValue({ windowId, problem: result.problem });
}
