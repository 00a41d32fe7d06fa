/**
 * Opens the panel: the side panel of a window or, beside a window that can hold none, the panel in a window of its own. Popups and
 * app windows have no place for a side panel, and Chrome reports success all the same (docs/platform.md#later-facts).
 */

import { type Browser, browser } from "wxt/browser";
import { needsPanelWindow } from "../../core/recording/background-rules.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { onPanelShown } from "./recording-side-effects.ts";
import { panelWindowPath } from "../shared/panel-window.ts";

const WIDTH = 420;
const HEIGHT = 760;

/** Must run in the same task as Chrome's event: opening the side panel needs the gesture. */
export function showPanel(windowId: number): void {
  browser.sidePanel
    .open({ windowId })
    .catch(reportUnexpected("opening the panel"))
    .then(() => openWindowIfNeeded(windowId))
    .catch(reportUnexpected("opening a window for the panel"));
  void onPanelShown();
}

/** Shows the panel after a click outside of Chrome. If Chrome counts it as no gesture, or the window is gone, in a window of its own. */
export function showPanelFromOutside(windowId: number): void {
  browser.sidePanel
    .open({ windowId })
    .then(() => browser.windows.update(windowId, { focused: true }))
    .catch(async () => openWindow(windowId, await openPanels()))
    .catch(reportUnexpected("opening a window for the panel"));
  void onPanelShown();
}

async function openWindowIfNeeded(windowId: number): Promise<void> {
  const [{ type }, contexts] = await Promise.all([browser.windows.get(windowId), openPanels()]);
  if (needsPanelWindow(type, windowId, contexts)) await openWindow(windowId, contexts);
}

const openPanels = (): Promise<Browser.runtime.ExtensionContext[]> =>
  browser.runtime.getContexts({ contextTypes: ["SIDE_PANEL", "TAB"] });

async function openWindow(
  windowId: number,
  contexts: readonly Browser.runtime.ExtensionContext[],
): Promise<void> {
  const url = browser.runtime.getURL(panelWindowPath(windowId));
  const open = contexts.find(({ documentUrl }) => documentUrl === url);
  await (open ? focus(open) : browser.windows.create({ ...SIZE, url, type: "popup" }));
}

const SIZE = { width: WIDTH, height: HEIGHT };

const focus = ({ windowId }: Browser.runtime.ExtensionContext): Promise<unknown> =>
  browser.windows.update(windowId, { focused: true });
