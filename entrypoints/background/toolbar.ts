/** The toolbar button and the item "Record this tab" in menus, which show whether Earshot records. Chrome keeps both. */

import { browser } from "wxt/browser";
import { i18n } from "#i18n";
import type { ToolbarState } from "../../core/recording/background-rules.ts";

const TEXT_KEY = {
  recording: "badge.recording",
  muted: "badge.muted",
  paused: "badge.paused",
} as const;

const TITLE_KEY = {
  usual: "extension.name",
  recording: "badge.title",
  asking: "badge.askingTitle",
  muted: "badge.mutedTitle",
  paused: "badge.pausedTitle",
  saving: "badge.savingTitle",
  ready: "badge.readyTitle",
} as const;

/** White letters on these have the contrast that WCAG AA asks for. */
const COLOR = {
  recording: "#c5221f",
  asking: "#a85400",
  muted: "#a85400",
  paused: "#5f6368",
  ready: "#0b6e4f",
} as const;

const READY_BADGE = "✓";

const MENU_ITEM_ID = "record";

export async function showOnToolbar(state: ToolbarState): Promise<void> {
  const isRecording = state !== "usual" && state !== "saving" && state !== "ready";
  nameMenuItem(isRecording);
  if (isRecording || state === "ready") {
    await browser.action.setBadgeBackgroundColor({ color: COLOR[state] });
    await browser.action.setBadgeTextColor({ color: "#ffffff" });
  }
  const text = state === "ready" ? READY_BADGE : isRecording ? badgeText(state) : "";
  await browser.action.setBadgeText({ text });
  await browser.action.setTitle({ title: i18n.t(TITLE_KEY[state]) });
}

const badgeText = (state: "asking" | keyof typeof TEXT_KEY): string =>
  state === "asking" ? "?" : i18n.t(TEXT_KEY[state]);

/** Whether the badge says that Earshot records: a shortcut does what the user can see. */
export const isBadgeShown = async (): Promise<boolean> =>
  !["", READY_BADGE].includes(await browser.action.getBadgeText({}));

export const isReadyShown = async (): Promise<boolean> =>
  (await browser.action.getBadgeText({})) === READY_BADGE;

/** Replaces the item that an earlier version of Earshot or Chrome has left. */
export function createMenuItem(): void {
  browser.contextMenus.removeAll(() => {
    browser.contextMenus.create({
      id: MENU_ITEM_ID,
      title: i18n.t("menu.start"),
      contexts: ["page", "video", "audio", "action"],
    });
  });
}

/** Renames the one item: Chrome would put two of them into a submenu, even if one is hidden. */
function nameMenuItem(isRecording: boolean): void {
  const title = isRecording ? i18n.t("menu.stop") : i18n.t("menu.start");
  // Before the item exists, `lastError` is set; reading it keeps Chrome from logging it.
  browser.contextMenus.update(MENU_ITEM_ID, { title }, () => void browser.runtime.lastError);
}
