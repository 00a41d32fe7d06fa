/** Start: from the user's choice to a capture in the offscreen document. */

import { browser } from "wxt/browser";
import { i18n } from "#i18n";
import { fail, ok, type Result } from "../../core/problem.ts";
import type { StartRequest, TabSource } from "../../core/protocol/background-requests.ts";
import type { AnswerOf } from "../../core/protocol/control.ts";
import type { MeetingPlan, TabCapture } from "../../core/protocol/offscreen-requests.ts";
import { captureRefusal, isRecordablePage } from "../../core/recording/background-rules.ts";
import type { Source } from "../../core/recording/source.ts";
import { databaseProblem } from "../shared/database/open.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { findTab, isTabCaptured } from "./captured-tab.ts";
import { askOffscreen, openAndAsk } from "./offscreen-document.ts";
import { isBadgeShown } from "./toolbar.ts";

/** Resolves when the first frame is on its way to disk, or with the reason why there is none. */
export async function start(request: StartRequest): Promise<AnswerOf<"background", "start">> {
  // Checked before anything is captured: without a database nothing can be stored.
  const unusable = await databaseProblem();
  if (unusable) return { ok: false, problem: unusable };
  const settings = await settingsItem.getValue();
  const subject = await subjectOf(request);
  if (!subject.ok) return subject;
  const { title, pageUrl, openTab } = subject.value;
  const plan: MeetingPlan = { meetingId: crypto.randomUUID(), title, pageUrl, settings };
  const mic = request.source === "tab" ? null : { device: settings.capture.microphone };
  const result = await openAndAsk(async (): Promise<AnswerOf<"offscreen", "record">> => {
    // Last, because a stream id is valid for seconds (docs/platform.md#stream-ids-and-capture).
    const tab = await openTab();
    if (!tab.ok) return tab;
    const capture = { tab: tab.value, mic };
    return askOffscreen({ to: "offscreen", type: "record", capture, plan });
  });
  if (result.ok) await rememberSource(request.source);
  return result;
}

/** Title and address of a meeting, and how its tab is opened for capture. */
interface Subject {
  readonly title: string;
  readonly pageUrl: string | null;
  readonly openTab: () => Promise<Result<TabCapture | null>>;
}

async function subjectOf(request: StartRequest): Promise<Result<Subject>> {
  if (request.source === "mic") {
    const title = i18n.t("start.microphoneTitle");
    return ok({ title, pageUrl: null, openTab: async () => ok(null) });
  }
  return request.tab === "picker" ? subjectOfPicker() : subjectOfTab(request.tab);
}

/** Chrome does not say which tab the user picks; mostly it is the active one. */
async function subjectOfPicker(): Promise<Result<Subject>> {
  const [front] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  if (front?.incognito) return fail("incognito");
  const title = front?.title || i18n.t("start.pickerTitle");
  return ok({ title, pageUrl: null, openTab: async () => ok("picker") });
}

async function subjectOfTab({ tabId, title, url }: TabSource): Promise<Result<Subject>> {
  const tab = await findTab(tabId);
  // Chrome would allow it, but the recording would outlive the incognito window.
  if (tab?.incognito) return fail("incognito");
  // Without a gesture on this tab the address is hidden; then Chrome's refusal gives the reason.
  if (url !== "" && !isRecordablePage(url)) return fail("tab-not-capturable");
  const isMuted = tab?.mutedInfo?.muted ?? false;
  return ok({
    title,
    pageUrl: withoutQuery(url),
    async openTab() {
      const streamId = await mintStreamId(tabId);
      if (!streamId.ok) return streamId;
      // A stream id without an address: a page of Chrome, which can be captured but has no audio.
      return url === "" ? fail("tab-not-capturable") : ok({ streamId: streamId.value, isMuted });
    },
  });
}

async function mintStreamId(targetTabId: number): Promise<Result<string>> {
  try {
    return ok(await browser.tabCapture.getMediaStreamId({ targetTabId }));
  } catch (error) {
    const isCapturing = (await isTabCaptured()) || (await isBadgeShown());
    return { ok: false, problem: captureRefusal(String(error), isCapturing) };
  }
}

/** Reads the settings again, because another context may have changed them during Start. */
async function rememberSource(source: Source): Promise<void> {
  const settings = await settingsItem.getValue();
  if (settings.capture.source === source) return;
  await settingsItem.setValue({ ...settings, capture: { ...settings.capture, source } });
}

/** Removes query and fragment, which may hold a meeting's password. @returns `null` for text that is no address */
function withoutQuery(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  return url.href;
}
