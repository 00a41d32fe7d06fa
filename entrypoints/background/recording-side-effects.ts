/**
 * What Chrome does differently while a meeting is recorded: the badge, a machine that stays awake, a tab that stays loaded
 * and whose mute is mirrored. Every step may be repeated, and steps are taken one after the other, in the order of their
 * phases.
 */

import { browser } from "wxt/browser";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { toolbarState } from "../../core/recording/background-rules.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { createSerial } from "../shared/serial.ts";
import { isBadgeShown, showBadge } from "./badge.ts";
import { keepTabLoaded, letTabGo } from "./captured-tab.ts";
import { isOffscreenOpen } from "./offscreen-document.ts";
import { mirrorTabMute, unwatchTabMute, watchTabMute } from "./tab-mute.ts";

const serial = createSerial();

/** The meeting has reached this phase; `isMuted`: its microphone. */
export const upkeep = (phase: RecorderPhase, isMuted: boolean): Promise<void> =>
  inOrder(() => (phase === "saved" ? asUsual() : asForRecording(phase, isMuted)));

/** When the service worker starts: a recording that ended without a word, by a crash, must leave no trace. */
export const settle = (): Promise<void> =>
  inOrder(async () => {
    if (!(await isOffscreenOpen())) return asUsual();
    if (!(await isBadgeShown())) return;
    watchTabMute();
    await mirrorTabMute();
  });

/** Never rejects: a failed step is reported, and the next one runs. */
const inOrder = (step: () => Promise<void>): Promise<void> =>
  serial.run(step).catch(reportUnexpected("upkeep"));

async function asForRecording(phase: RecorderPhase, isMuted: boolean): Promise<void> {
  // The screen may go dark, as it would in any long meeting that one listens to. A pause can be slept through.
  if (phase === "paused") browser.power.releaseKeepAwake();
  else browser.power.requestKeepAwake("system");
  watchTabMute();
  await Promise.all([showBadge(toolbarState(phase, isMuted)), keepTabLoaded()]);
}

async function asUsual(): Promise<void> {
  browser.power.releaseKeepAwake();
  unwatchTabMute();
  await Promise.all([showBadge("usual"), letTabGo()]);
}
