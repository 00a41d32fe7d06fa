/**
 * Notification of the system that the notes of a meeting are ready, if the user has switched it on. It names the meeting and holds
 * nothing of its notes. Chrome's permission for it is optional, so its API may be absent.
 */

import { browser } from "wxt/browser";
import { i18n } from "#i18n";
import { oneLine } from "../../core/export/one-line.ts";
import { getMeeting } from "../shared/database/meeting-store.ts";
import { withDatabase } from "../shared/database/open.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { showPanelFromOutside } from "./show-panel.ts";

/** Does nothing while the user looks at a panel, which shows the notes already. */
export async function notifyOfNotes(meetingId: string): Promise<void> {
  const { notes } = await settingsItem.getValue();
  if (!notes.notifyWhenReady) return;
  if (!(await browser.permissions.contains({ permissions: ["notifications"] }))) return;
  const window = await browser.windows.getLastFocused();
  const panels = await browser.runtime.getContexts({ contextTypes: ["SIDE_PANEL"] });
  if (window.focused && panels.length > 0) return;
  const meeting = await withDatabase((database) => getMeeting(database, meetingId));
  if (!meeting || meeting.deletedAt !== undefined) return;
  await browser.notifications.create(idOf(window.id), {
    type: "basic",
    iconUrl: browser.runtime.getURL("/icon/128.png"),
    title: oneLine(meeting.title) || i18n.t("document.untitled"),
    message: i18n.t("notes.readyNotification"),
  });
}

const ID = "notes-ready ";

/** Names the window, because the click on it must open the panel in the same task. */
const idOf = (windowId: number | undefined): string => `${ID}${windowId ?? ""}`;

/** The listener must exist when the service worker starts, or as soon as the user has given the permission. */
export function watchNotificationClicks(): void {
  listen();
  browser.permissions.onAdded.addListener(listen);
}

function listen(): void {
  if (browser.notifications && !browser.notifications.onClicked.hasListener(onClicked))
    browser.notifications.onClicked.addListener(onClicked);
}

function onClicked(id: string): void {
  if (!id.startsWith(ID)) return;
  showPanelFromOutside(Number(id.slice(ID.length)));
  void browser.notifications.clear(id);
}
