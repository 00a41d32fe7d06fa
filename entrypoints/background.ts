/**
 * The service worker: toolbar click, stream ids, opening of the offscreen document, the badge. It dies after 30 s without
 * events and keeps no state: what is true is asked of Chrome.
 */

import { browser } from "wxt/browser";
import { defineBackground } from "wxt/utils/define-background";
import { i18n } from "#i18n";
import { assertNever } from "../core/assert-never.ts";
import { fail, ok } from "../core/problem.ts";
import type {
  ControlMessage,
  MeetingPlan,
  StartResult,
  StopResult,
  TabSource,
  TranscribeFrom,
  TranscribeResult,
} from "../core/protocol/control.ts";
import type { RecorderPhase } from "../core/protocol/live.ts";
import { reportSurprise } from "./shared/report-surprise.ts";
import { settingsItem } from "./shared/settings.ts";

const OFFSCREEN_PATH = "offscreen.html";

export default defineBackground(() => {
  // Chrome's own opening would never grant capture of the tab, and the setting persists: so at every start.
  browser.sidePanel
    .setPanelBehavior({ openPanelOnActionClick: false })
    .catch(reportSurprise("panel behaviour"));

  // Nothing may be awaited before `open`: it needs the user's gesture.
  browser.action.onClicked.addListener(({ windowId }) => {
    browser.sidePanel.open({ windowId }).catch(reportSurprise("opening the panel"));
  });

  browser.runtime.onMessage.addListener((message: ControlMessage, _sender, respond) => {
    if (message.to !== "background") return false;
    const answer = answerTo(message).catch((error: unknown) => fail("unexpected", String(error)));
    void answer.then(respond);
    return true;
  });
});

async function answerTo(
  message: Extract<ControlMessage, { to: "background" }>,
): Promise<StartResult | StopResult> {
  switch (message.type) {
    case "start":
      return start(message.tab);
    case "stop":
      return stop();
    case "transcribe":
      return transcribe(message.meetingId, message.from);
    case "phase":
      await showPhase(message.phase);
      return ok(null);
    default:
      return assertNever(message);
  }
}

async function start(tab: TabSource): Promise<StartResult> {
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
  return ask({ to: "offscreen", type: "capture-tab", streamId, plan });
}

/** Chrome's sentences are all there is to tell the reasons apart. */
function captureRefusal(error: string): StartResult {
  if (/not been invoked/.test(error)) return fail("tab-not-invoked");
  if (/active stream/.test(error)) return fail("already-recording");
  if (/cannot be captured/i.test(error)) return fail("tab-not-capturable");
  return fail("capture-failed", error);
}

/** What is on disk is transcribed in the offscreen document, beside whatever is being recorded. */
async function transcribe(meetingId: string, from: TranscribeFrom): Promise<TranscribeResult> {
  const settings = await settingsItem.getValue();
  const begin = async (): Promise<TranscribeResult> => {
    await openOffscreen();
    return ask({ to: "offscreen", type: "transcribe", meetingId, from, settings });
  };
  return begin().catch(begin);
}

async function stop(): Promise<StopResult> {
  return (await isOffscreenOpen()) ? ask({ to: "offscreen", type: "stop" }) : ok(null);
}

const ask = <Answer>(message: Extract<ControlMessage, { to: "offscreen" }>): Promise<Answer> =>
  browser.runtime.sendMessage(message);

/** Query and fragment of a meeting's address may hold its password. Null where there is no address. */
function withoutQuery(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  url.search = "";
  url.hash = "";
  return url.href;
}

async function isOffscreenOpen(): Promise<boolean> {
  const contexts = await browser.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] });
  return contexts.length > 0;
}

let opening: Promise<void> | null = null;

/** Only one offscreen document may exist: two Starts at once share one creation. */
function openOffscreen(): Promise<void> {
  opening ??= createOffscreen().finally(() => {
    opening = null;
  });
  return opening;
}

async function createOffscreen(): Promise<void> {
  if (await isOffscreenOpen()) return;
  await browser.offscreen.createDocument({
    url: OFFSCREEN_PATH,
    reasons: ["USER_MEDIA"],
    justification: "Records the sound of the tab and plays it on to the user.",
  });
}

async function showPhase(phase: RecorderPhase): Promise<void> {
  const isOver = phase === "saved";
  await browser.action.setBadgeBackgroundColor({ color: "#c5221f" });
  await browser.action.setBadgeText({ text: isOver ? "" : i18n.t("badge.recording") });
  await browser.action.setTitle({
    title: isOver ? i18n.t("extension.name") : i18n.t("badge.title"),
  });
}
