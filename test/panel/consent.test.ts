/** The reminder to tell the others about the recording. */

import { beforeEach, expect, it } from "vitest";
import { getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  click,
  held,
  one,
  openPanel,
  openRecorder,
  settle,
  store,
  withCapture,
} from "./support/panel.ts";

const TITLE = "Does everyone know?";
const notice = () => all("region", TITLE);
const consentAt = async () => (await getMeeting(await openDatabase(), "live"))?.consentAt;
const live = held({ id: "live", state: "recording", durationMs: 0 });

beforeEach(() => {
  chromeNow.answer = () => ({ ok: true, value: { meetingId: "live" } });
});

async function openRecording(change = {}): Promise<ReturnType<typeof openRecorder>> {
  await store({ meetings: [{ ...live, ...change }] });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state();
  return recorder;
}

it("the reminder has a sentence to copy", async () => {
  await openRecording();
  await click("button", "Copy");
  expect(chromeNow.clipboard).toContain("I am recording and transcribing this meeting");
  expect(one("region", TITLE).textContent).toContain(chromeNow.clipboard);
});

it("a confirmation is stored with its time, and the reminder does not return", async () => {
  const recorder = await openRecording();
  const before = Date.now();
  await click("button", "Everyone knows");
  expect(await consentAt()).toBeGreaterThanOrEqual(before);
  expect(notice()).toEqual([]);
  await recorder.state({ phase: "saved" });
  expect(notice()).toEqual([]);
});

it("skipping hides the reminder for this meeting in every panel, and it returns with the next meeting", async () => {
  const recorder = await openRecording();
  await click("button", "Not now");
  expect(notice()).toEqual([]);
  expect(await consentAt()).toBeUndefined();
  await openPanel();
  await recorder.state();
  expect(notice()).toEqual([]);
  await store({ meetings: [held({ id: "next", state: "recording", startedAt: Date.now() })] });
  await recorder.state({ meetingId: "next" });
  expect(notice()).toHaveLength(1);
});

it("the reminder is hidden if another panel has confirmed, or if the setting is off", async () => {
  const recorder = await openRecording();
  await recorder.say({ type: "meeting", meeting: { ...live, consentAt: 1 } });
  expect(notice()).toEqual([]);
  await openPanel(withCapture({ remindOfConsent: false }));
  await recorder.state();
  expect(notice()).toEqual([]);
});

it("the reminder is hidden in other tabs than the transcript until a recording runs", async () => {
  const recorder = openRecorder();
  await openPanel();
  expect(notice()).toHaveLength(1);
  await click("tab", "Notes");
  expect(notice()).toEqual([]);
  await recorder.state();
  expect(notice()).toHaveLength(1);
});

it("an answer before Start is stored with the meeting that begins", async () => {
  const recorder = openRecorder();
  await openPanel();
  const before = Date.now();
  await click("button", "Everyone knows");
  expect(notice()).toEqual([]);
  await store({ meetings: [live] });
  one("button", "Start").click();
  await recorder.state();
  await settle();
  expect(notice()).toEqual([]);
  expect(await consentAt()).toBeGreaterThanOrEqual(before);
});
