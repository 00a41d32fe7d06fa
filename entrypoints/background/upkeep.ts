/**
 * What Chrome does differently while a meeting is recorded: the badge, a machine that stays awake, a tab that stays loaded.
 * Every step may be repeated, and steps are taken one after the other, in the order of their phases.
 */

import { browser } from "wxt/browser";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { reportSurprise } from "../shared/report-surprise.ts";
import { showRecordingBadge } from "./badge.ts";
import { keepTabLoaded, letTabGo } from "./captured-tab.ts";
import { isOffscreenOpen } from "./offscreen-document.ts";

let lastStep: Promise<void> = Promise.resolve();

/** The meeting has reached this phase. */
export const upkeep = (phase: RecorderPhase): Promise<void> =>
  inOrder(phase === "saved" ? asUsual : asForRecording);

/** When the service worker starts: a recording that ended without a word, by a crash, must leave no trace. */
export const settle = (): Promise<void> =>
  inOrder(async () => {
    if (!(await isOffscreenOpen())) await asUsual();
  });

/** Never rejects: a step that failed is a surprise, and the next one is taken all the same. */
function inOrder(step: () => Promise<void>): Promise<void> {
  lastStep = lastStep.then(step).catch(reportSurprise("upkeep"));
  return lastStep;
}

async function asForRecording(): Promise<void> {
  // The screen may go dark, as it would in any long meeting that one listens to.
  browser.power.requestKeepAwake("system");
  await Promise.all([showRecordingBadge(true), keepTabLoaded()]);
}

async function asUsual(): Promise<void> {
  browser.power.releaseKeepAwake();
  await Promise.all([showRecordingBadge(false), letTabGo()]);
}
