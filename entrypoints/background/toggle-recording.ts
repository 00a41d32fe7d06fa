/** Start and Stop from outside the panel: by shortcut and by menu. Both are a gesture that grants capture of the tab. */

import { type Browser, browser } from "wxt/browser";
import { fail, type Result } from "../../core/problem.ts";
import type { StartRequest } from "../../core/protocol/background-requests.ts";
import type { Source } from "../../core/recording/source.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { shortcutProblemItem } from "../shared/shortcut-problem.ts";
import { stop } from "./act.ts";
import { isBadgeShown } from "./badge.ts";
import { start } from "./start-recording.ts";

/** The Start or Stop that is being carried out. */
let toggling: Promise<void> | null = null;

/**
 * Opens the panel, which shows what comes of it or stands in its way. Must be called in the same turn as Chrome's event.
 *
 * @param choose the source to record, from the one that is remembered
 */
export function toggleRecording(
  tab: Browser.tabs.Tab | undefined,
  choose: (remembered: Source) => Source,
): void {
  const windowId = tab?.windowId;
  if (windowId !== undefined)
    browser.sidePanel.open({ windowId }).catch(reportUnexpected("opening the panel"));
  if (toggling) {
    stopIfShown().catch(reportUnexpected("stop from outside the panel"));
    return;
  }
  toggling = toggle(tab, choose)
    .catch((error: unknown) => fail("unexpected", String(error)))
    .then((result) => tell(result, windowId))
    .catch(reportUnexpected("start or stop from outside the panel"))
    .finally(() => {
      toggling = null;
    });
}

/** Ends a pending Start that the badge shows; until then a second press does not count. */
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

async function tell(result: Result<unknown>, windowId: number | undefined): Promise<void> {
  if (result.ok || windowId === undefined) return shortcutProblemItem.removeValue();
  await shortcutProblemItem.setValue({ windowId, problem: result.problem });
}
