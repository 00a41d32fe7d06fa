/**
 * Side effects of a recording on Chrome: the badge, a machine that stays awake, a tab that stays loaded and whose mute is
 * mirrored. Each step may be repeated; steps run one after the other, in the order of the phases.
 */

import { browser } from "wxt/browser";
import { type ToolbarFacts, toolbarState } from "../../core/recording/background-rules.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { createSerial } from "../shared/serial.ts";
import {
  keepTabLoaded,
  mirrorTabMute,
  releaseTab,
  unwatchTabMute,
  watchTabMute,
} from "./captured-tab.ts";
import { isOffscreenOpen } from "./offscreen-document.ts";
import { isBadgeShown, isReadyShown, showOnToolbar } from "./toolbar.ts";

const steps = createSerial();

export const onPhase = (facts: ToolbarFacts): Promise<void> =>
  inOrder(() => (facts.phase === "saved" ? endRecording() : showRecording(facts)));

/** Called when the service worker starts: a recording that ended in a crash has sent no phase. */
export const resync = (): Promise<void> =>
  inOrder(async () => {
    if (await isReadyShown()) return;
    if (!(await isOffscreenOpen())) return endRecording();
    if (!(await isBadgeShown())) return;
    watchTabMute();
    // The event that woke the service worker came before this listened.
    await mirrorTabMute();
  });

/** Shows on the toolbar that notes are ready, unless a panel shows it already or a recording runs. */
export const onNotesReady = (): Promise<void> =>
  inOrder(async () => {
    const panels = await browser.runtime.getContexts({ contextTypes: ["SIDE_PANEL"] });
    if (panels.length === 0 && !(await isBadgeShown())) await showOnToolbar("ready");
  });

/** Called when the panel is opened. */
export const onPanelShown = (): Promise<void> =>
  inOrder(async () => {
    if (await isReadyShown()) await showOnToolbar("usual");
  });

/** Never rejects: a failed step is reported, and the next one runs. */
const inOrder = (step: () => Promise<void>): Promise<void> =>
  steps.run(step).catch(reportUnexpected("side effects of a recording"));

async function showRecording(facts: ToolbarFacts): Promise<void> {
  // "system" lets the screen go dark. In a pause the machine may sleep.
  if (facts.phase === "paused") browser.power.releaseKeepAwake();
  else browser.power.requestKeepAwake("system");
  watchTabMute();
  await Promise.all([showOnToolbar(toolbarState(facts)), keepTabLoaded()]);
}

async function endRecording(): Promise<void> {
  browser.power.releaseKeepAwake();
  unwatchTabMute();
  await Promise.all([showOnToolbar("usual"), releaseTab()]);
}
