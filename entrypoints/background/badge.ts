/** The toolbar button says whether something is being recorded, in letters and to screen readers. */

import { browser } from "wxt/browser";
import { i18n } from "#i18n";

export async function showRecordingBadge(isRecording: boolean): Promise<void> {
  await browser.action.setBadgeBackgroundColor({ color: "#c5221f" });
  await browser.action.setBadgeText({ text: isRecording ? i18n.t("badge.recording") : "" });
  await browser.action.setTitle({
    title: isRecording ? i18n.t("badge.title") : i18n.t("extension.name"),
  });
}
