/** Start: from the tab that a person sees to a capture in the offscreen document. */

import { browser } from "wxt/browser";
import { fail } from "../../core/problem.ts";
import type { MeetingPlan, StartResult, TabSource } from "../../core/protocol/control.ts";
import { settingsItem } from "../shared/settings.ts";
import { askOffscreen, openOffscreen } from "./offscreen-document.ts";

/** Resolves when sound is on its way to disk, or with the reason why none is. */
export async function start(tab: TabSource): Promise<StartResult> {
  // Of a tab that it was not invoked on the extension sees no address: then Chrome's refusal says why.
  if (tab.url !== "" && !/^(https?|file):/.test(tab.url)) return fail("tab-not-capturable");
  const plan: MeetingPlan = {
    meetingId: crypto.randomUUID(),
    title: tab.title,
    pageUrl: withoutQuery(tab.url),
    settings: await settingsItem.getValue(),
  };
  // An idle offscreen document closes itself, perhaps just now: then the message finds nobody, and a second a new one.
  return capture(tab.tabId, plan).catch(() => capture(tab.tabId, plan));
}

async function capture(tabId: number, plan: MeetingPlan): Promise<StartResult> {
  await openOffscreen();
  let streamId: string;
  try {
    // Last, because the id is dead after some seconds.
    streamId = await browser.tabCapture.getMediaStreamId({ targetTabId: tabId });
  } catch (error) {
    return captureRefusal(String(error));
  }
  return askOffscreen({ to: "offscreen", type: "capture-tab", streamId, plan });
}

/** Chrome's sentences are all there is to tell the reasons apart. */
function captureRefusal(error: string): StartResult {
  if (/not been invoked/.test(error)) return fail("tab-not-invoked");
  if (/active stream/.test(error)) return fail("already-recording");
  if (/cannot be captured/i.test(error)) return fail("tab-not-capturable");
  return fail("capture-failed", error);
}

/** Query and fragment of a meeting's address may hold its password. Null where there is no address. */
function withoutQuery(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  return url.href;
}
