/** The toolbar button and its menu say whether something is being recorded, in letters and to screen readers. */

import { browser } from "wxt/browser";
import { i18n } from "#i18n";
import type { ToolbarState } from "../../core/recording/background-rules.ts";
import { nameMenuItem } from "./menu.ts";

const TEXT_KEY = {
  recording: "badge.recording",
  muted: "badge.muted",
  paused: "badge.paused",
} as const;

const TITLE_KEY = {
  usual: "extension.name",
  recording: "badge.title",
  muted: "badge.mutedTitle",
  paused: "badge.pausedTitle",
  saving: "badge.savingTitle",
} as const;

/** White letters hold WCAG AA on each. */
const COLOR = { recording: "#c5221f", muted: "#a85400", paused: "#5f6368" } as const;

export async function showBadge(state: ToolbarState): Promise<void> {
  const isRecording = state !== "usual" && state !== "saving";
  nameMenuItem(isRecording);
  if (isRecording) {
    await browser.action.setBadgeBackgroundColor({ color: COLOR[state] });
    await browser.action.setBadgeTextColor({ color: "#ffffff" });
  }
  await browser.action.setBadgeText({ text: isRecording ? i18n.t(TEXT_KEY[state]) : "" });
  await browser.action.setTitle({ title: i18n.t(TITLE_KEY[state]) });
}

/** Whether there is something to stop. Chrome keeps the badge, so what a shortcut does is what the person can see. */
export const isBadgeShown = async (): Promise<boolean> =>
  (await browser.action.getBadgeText({})) !== "";
