/** Start: from what a person wants recorded to a capture in the offscreen document. */

import { browser } from "wxt/browser";
import { i18n } from "#i18n";
import { fail, ok, type Result } from "../../core/problem.ts";
import type { StartRequest, TabSource } from "../../core/protocol/background-requests.ts";
import type { AnswerOf } from "../../core/protocol/control.ts";
import type {
  CaptureRequest,
  MeetingPlan,
  TabCapture,
} from "../../core/protocol/offscreen-requests.ts";
import { isRecordablePage } from "../../core/recording/background-rules.ts";
import type { Source } from "../../core/recording/source.ts";
import { databaseProblem } from "../shared/database/open.ts";
import { settingsItem } from "../shared/settings-item.ts";
import { findTab } from "./captured-tab.ts";
import { askOffscreen, openOffscreen } from "./offscreen-document.ts";

/** Resolves when sound is on its way to disk, or with the reason why none is. */
export async function start(request: StartRequest): Promise<AnswerOf<"background", "start">> {
  // Before anything is captured: what can't be stored is not recorded.
  const unusable = await databaseProblem();
  if (unusable) return { ok: false, problem: unusable };
  const settings = await settingsItem.getValue();
  const subject = await subjectOf(request);
  if (!subject.ok) return subject;
  const { title, pageUrl, openTab } = subject.value;
  const plan: MeetingPlan = { meetingId: crypto.randomUUID(), title, pageUrl, settings };
  const mic = request.source === "tab" ? null : { device: settings.capture.microphone };
  const begin = (): Promise<AnswerOf<"background", "start">> => capture(openTab, mic, plan);
  // An idle offscreen document closes itself, perhaps just now: then the message finds nobody, and a second a new one.
  const result = await begin().catch(begin);
  if (result.ok) await remember(request.source);
  return result;
}

/** What a meeting is called and where it is, and how its tab is opened for capture. */
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

/** Chrome does not tell which tab is picked; mostly it is the one in front. */
async function subjectOfPicker(): Promise<Result<Subject>> {
  const [front] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  if (front?.incognito) return fail("incognito");
  const title = front?.title || i18n.t("start.pickerTitle");
  return ok({ title, pageUrl: null, openTab: async () => ok("picker") });
}

async function subjectOfTab({ tabId, title, url }: TabSource): Promise<Result<Subject>> {
  const tab = await findTab(tabId);
  // Chrome would allow it; but the recording would stay when the incognito window, and all that was done in it, is gone.
  if (tab?.incognito) return fail("incognito");
  // Of a tab that it was not invoked on the extension sees no address: then Chrome's refusal says why.
  if (url !== "" && !isRecordablePage(url)) return fail("tab-not-capturable");
  const isMuted = tab?.mutedInfo?.muted ?? false;
  return ok({
    title,
    pageUrl: withoutQuery(url),
    async openTab() {
      const streamId = await mintStreamId(tabId);
      if (!streamId.ok) return streamId;
      // Invoked on it, and still no address: a page of Chrome itself. It could be captured, but there is nothing to hear.
      return url === "" ? fail("tab-not-capturable") : ok({ streamId: streamId.value, isMuted });
    },
  });
}

async function capture(
  openTab: Subject["openTab"],
  mic: CaptureRequest["mic"],
  plan: MeetingPlan,
): Promise<AnswerOf<"background", "start">> {
  await openOffscreen();
  // Last, because a stream id is dead after some seconds.
  const tab = await openTab();
  if (!tab.ok) return tab;
  return askOffscreen({ to: "offscreen", type: "record", capture: { tab: tab.value, mic }, plan });
}

async function mintStreamId(targetTabId: number): Promise<Result<string>> {
  try {
    return ok(await browser.tabCapture.getMediaStreamId({ targetTabId }));
  } catch (error) {
    return captureRefusal(String(error));
  }
}

/** Chrome's sentences are all there is to tell the reasons apart. */
function captureRefusal(error: string): Result<never> {
  if (/not been invoked/.test(error)) return fail("tab-not-invoked");
  if (/active stream/.test(error)) return fail("already-recording");
  if (/cannot be captured/i.test(error)) return fail("tab-not-capturable");
  return fail("capture-failed", error);
}

/** Read anew: somebody may have changed other settings meanwhile. */
async function remember(source: Source): Promise<void> {
  const settings = await settingsItem.getValue();
  if (settings.capture.source === source) return;
  await settingsItem.setValue({ ...settings, capture: { ...settings.capture, source } });
}

/** Query and fragment of a meeting's address may hold its password. Null where there is no address. */
function withoutQuery(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  return url.href;
}
