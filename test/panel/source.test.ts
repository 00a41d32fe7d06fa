/** The choice of source: tab, microphone or both. */

import { beforeEach, describe, expect, it } from "vitest";
import { chromeNow, permissionStatus } from "./support/chrome.ts";
import {
  all,
  click,
  one,
  openPanel,
  openRecorder,
  savedSettings,
  settle,
  text,
  withCapture,
} from "./support/panel.ts";

const TAB = { tabId: 7, title: "Weekly – Meet", url: "https://meet.example/abc" };
const DESK = { deviceId: "d", label: "Desk microphone" };
const HEADSET = { deviceId: "h", label: "Headset" };

beforeEach(() => {
  chromeNow.microphone = "granted";
  chromeNow.devices = [{ deviceId: "default", label: "Default - Desk microphone" }, DESK, HEADSET];
  chromeNow.answer = () => ({ ok: true, value: { meetingId: "live" } });
});

const requests = () => chromeNow.sent.map((message) => (message as { request: unknown }).request);
const isStartOff = () => one("button", "Start").hasAttribute("disabled");

async function chooseDevice(deviceId: string): Promise<void> {
  const list = one("combobox", "Microphone device") as HTMLSelectElement;
  list.value = deviceId;
  list.dispatchEvent(new Event("change"));
  await settle();
}

it("the source is one of three", async () => {
  await openPanel();
  const group = one("radiogroup", "Source");
  expect([...group.querySelectorAll("label")].map((each) => each.textContent.trim())).toEqual([
    "This tab",
    "Microphone",
    "Tab and microphone",
  ]);
  expect((one("radio", "This tab") as HTMLInputElement).checked).toBe(true);
});

it.each([
  ["This tab", { source: "tab", tab: TAB }],
  ["Microphone", { source: "mic" }],
  ["Tab and microphone", { source: "both", tab: TAB }],
] as const)("%s is requested by Start and stored", async (name, request) => {
  await openPanel(withCapture({ source: name === "This tab" ? "mic" : "tab" }));
  await click("radio", name);
  await click("button", "Start");
  expect(requests()).toEqual([request]);
  expect(savedSettings().capture.source).toBe(request.source);
});

it("a panel in a window of its own records the tab of the window that it belongs to", async () => {
  history.replaceState(null, "", "?window=5");
  await openPanel();
  expect(text()).toContain("Popup");
  await click("button", "Start");
  const tab = { tabId: 99, title: "Popup", url: "https://call.example/" };
  expect(requests()).toEqual([{ source: "tab", tab }]);
  history.replaceState(null, "", "?");
});

it("the stored source is selected", async () => {
  await openPanel(withCapture({ source: "both" }));
  expect((one("radio", "Tab and microphone") as HTMLInputElement).checked).toBe(true);
});

it("without a tab only the microphone can be recorded", async () => {
  chromeNow.tab = null;
  await openPanel();
  expect(isStartOff()).toBe(true);
  expect(text()).toContain("No tab to record");
  await click("radio", "Microphone");
  expect(isStartOff()).toBe(false);
  await click("radio", "Tab and microphone");
  expect(isStartOff()).toBe(true);
});

describe("the microphone", () => {
  it("is offered only if it is recorded", async () => {
    await openPanel();
    expect(all("combobox")).toEqual([]);
    await click("radio", "Tab and microphone");
    expect(all("combobox", "Microphone device")).toHaveLength(1);
  });

  it("is the default one or one of the connected ones", async () => {
    await openPanel(withCapture({ source: "mic" }));
    const options = [...one("combobox", "Microphone device").querySelectorAll("option")];
    expect(options.map((each) => each.textContent.trim())).toEqual([
      "Default microphone",
      "Desk microphone",
      "Headset",
    ]);
    await chooseDevice("h");
    expect(savedSettings().capture.microphone).toEqual(HEADSET);
    await chooseDevice("");
    expect(savedSettings().capture.microphone).toBeNull();
  });

  it("stays selected while it is unplugged", async () => {
    await openPanel(withCapture({ source: "mic", microphone: { deviceId: "x", label: "Boom" } }));
    expect((one("combobox") as HTMLSelectElement).selectedOptions[0]?.textContent.trim()).toBe(
      "Boom",
    );
  });

  it.each([
    ["prompt", "Microphone not allowed yet"],
    ["denied", "Microphone blocked in Chrome"],
  ] as const)("without permission disables Start with a reason (%s)", async (state, why) => {
    chromeNow.microphone = state;
    await openPanel(withCapture({ source: "both" }));
    expect(isStartOff()).toBe(true);
    const reason = one("button", "Start").getAttribute("aria-describedby") ?? "";
    expect(document.querySelector(`#${CSS.escape(reason)}`)?.textContent).toBe(why);
    expect(all("combobox")).toEqual([]);
    await click("button", "Allow microphone…");
    expect(chromeNow.opened).toEqual(["chrome-extension://earshot/microphone.html"]);
    await click("radio", "This tab");
    expect(isStartOff()).toBe(false);
    expect(text()).not.toContain(why);
  });

  it("can be recorded as soon as it is allowed", async () => {
    chromeNow.microphone = "prompt";
    await openPanel(withCapture({ source: "mic" }));
    chromeNow.microphone = "granted";
    permissionStatus.dispatchEvent(new Event("change"));
    await settle();
    expect(isStartOff()).toBe(false);
    expect(all("combobox", "Microphone device")).toHaveLength(1);
  });
});

it("the source can't be changed while a recording starts or runs", async () => {
  const recorder = openRecorder();
  await openPanel();
  await click("button", "Start");
  expect((one("radio", "Microphone") as HTMLInputElement).disabled).toBe(true);
  await recorder.state();
  expect(all("radiogroup")).toEqual([]);
});

describe("Chrome's own picker", () => {
  it.each(["tab-not-invoked", "tab-not-capturable", "picker-cancelled", "picker-no-sound"])(
    "is offered after %s",
    async (reason) => {
      chromeNow.answer = () => ({ ok: false, problem: { reason } });
      await openPanel(withCapture({ source: "both" }));
      await click("button", "Start");
      chromeNow.answer = () => ({ ok: true, value: { meetingId: "live" } });
      await click("button", "Choose a tab…");
      expect(requests().at(-1)).toEqual({ source: "both", tab: "picker" });
      expect(one("alert").textContent).toBe("");
    },
  );

  it("is not offered without permission for the microphone, whose page is", async () => {
    chromeNow.answer = () => ({ ok: false, problem: { reason: "mic-dismissed" } });
    await openPanel(withCapture({ source: "both" }));
    await click("button", "Start");
    expect(all("button", "Choose a tab…")).toEqual([]);
    await click("button", "Allow microphone…");
    expect(chromeNow.opened).toHaveLength(1);
  });
});
