/** Actions on a running recording, and the health of its channels. */

import { beforeEach, describe, expect, it } from "vitest";
import { nextTick } from "vue";
import type { RecordingAct } from "../../core/protocol/offscreen-requests.ts";
import type { ChannelHealth } from "../../core/protocol/live.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  click,
  channelStatus,
  one,
  openPanel,
  openRecorder,
  SETTINGS,
  settle,
  text,
  type,
} from "./support/panel.ts";

const mic = (change = {}) => channelStatus({ name: "mic", label: "Desk", ...change });
const BOTH = [channelStatus({ label: "Weekly – Meet" }), mic()];
const actions = () => chromeNow.sent.map((message) => (message as { act: RecordingAct }).act);

beforeEach(() => {
  chromeNow.answer = () => ({ ok: true, value: null });
});

async function openRecording(change = {}) {
  const recorder = openRecorder();
  await openPanel();
  await recorder.state({ channels: BOTH, ...change });
  return recorder;
}

describe("Pause", () => {
  it("becomes Resume when the recorder reports the pause, and back", async () => {
    const recorder = await openRecording();
    await click("button", "Pause");
    expect(actions()).toEqual([{ type: "pause" }]);
    expect(one("status").textContent).toBe("Recording");
    await recorder.state({ channels: BOTH, phase: "paused" });
    expect(one("status").textContent).toBe("Paused");
    expect(all("button", "Stop")).toHaveLength(1);
    await click("button", "Resume");
    await recorder.state({ channels: BOTH });
    expect(actions()).toEqual([{ type: "pause" }, { type: "resume" }]);
    expect(all("button", "Pause")).toHaveLength(1);
  });

  it("is sent once, however often it is clicked before its effect shows", async () => {
    const recorder = await openRecording();
    const button = one("button", "Pause");
    button.click();
    button.click();
    await settle();
    button.click();
    await recorder.state({ channels: BOTH, phase: "paused" });
    expect(actions()).toEqual([{ type: "pause" }]);
  });
});

describe("Mute microphone", () => {
  it("keeps its name and is pressed while the microphone is muted", async () => {
    const recorder = await openRecording();
    expect(one("button", "Mute microphone").getAttribute("aria-pressed")).toBe("false");
    await click("button", "Mute microphone");
    expect(one("button", "Mute microphone").getAttribute("aria-pressed")).toBe("false");
    await recorder.state({ channels: [channelStatus(), mic({ isMuted: true })] });
    expect(one("button", "Mute microphone").getAttribute("aria-pressed")).toBe("true");
    await click("button", "Mute microphone");
    expect(actions()).toEqual([
      { type: "mute", isMuted: true },
      { type: "mute", isMuted: false },
    ]);
  });

  it("is hidden without a microphone channel", async () => {
    await openRecording({ channels: [channelStatus()] });
    expect(all("button", "Mute microphone")).toEqual([]);
  });
});

it("a pending bookmark is sent once and does not delay Stop", async () => {
  chromeNow.answer = () => new Promise(() => {});
  await openRecording();
  one("button", "Add bookmark").click();
  one("button", "Add bookmark").click();
  await click("button", "Stop");
  expect(chromeNow.sent).toEqual([
    { to: "background", type: "act", act: { type: "bookmark" } },
    { to: "background", type: "stop" },
  ]);
});

it("a failed action shows its reason until the next action", async () => {
  chromeNow.answer = () => ({ ok: false, problem: { reason: "unexpected", detail: "Gone." } });
  await openRecording();
  await click("button", "Pause");
  expect(one("alert").textContent).toContain("Gone.");
  chromeNow.answer = () => ({ ok: true, value: null });
  await click("button", "Add bookmark");
  expect(one("alert").textContent).toBe("");
});

it("changed settings are sent to a running recording only", async () => {
  const recorder = openRecorder();
  await openPanel();
  const save = async (name: string): Promise<void> => {
    await click("button", "Settings");
    await type("Worker URL", name);
    one("button", "Save").closest("form")?.dispatchEvent(new Event("submit"));
    await settle();
    await click("button", "Back");
  };
  await save("https://one.example");
  expect(chromeNow.sent).toEqual([]);
  await recorder.state();
  await save("https://two.example");
  expect(actions()).toEqual([
    { type: "configure", settings: { ...SETTINGS, workerUrl: "https://two.example" } },
  ]);
});

describe("a recording from another window", () => {
  it("shows its title and can be stopped in this panel", async () => {
    await openRecording({ meetingId: "elsewhere", title: "Their tab" });
    expect(one("heading", "Their tab")).toBeTruthy();
    expect(all("button", "Start")).toEqual([]);
    await click("button", "Stop");
    expect(chromeNow.sent).toEqual([{ to: "background", type: "stop" }]);
  });
});

const HEALTHY: ChannelHealth = {
  frames: "flowing",
  sound: "sound",
  service: "live",
  disk: "writing",
};
const summary = () => all("button").find((each) => each.textContent.startsWith("Them:"));

it.each<[Partial<ChannelHealth>, string]>([
  [{}, "Hearing"],
  [{ sound: "quiet" }, "Quiet"],
  [{ sound: "silence" }, "Silence"],
  [{ sound: "muted" }, "Muted"],
  [{ sound: "none" }, "Waiting"],
  [{ frames: "waiting", sound: "none" }, "Waiting"],
  [{ frames: "stopped", sound: "none" }, "No sound"],
  [{ frames: "paused", sound: "none" }, "Paused"],
  [{ disk: "failed" }, "Not saved"],
  [{ service: "lost" }, "Hearing"],
  [{ disk: "waiting", service: "closed" }, "Hearing"],
])("a channel with %j reads %s", async (health, word) => {
  await openRecording({ channels: [channelStatus({ health: { ...HEALTHY, ...health } })] });
  expect(summary()?.textContent).toBe(`Them:${word}`);
});

it("each channel shows name and level, and all stages when opened", async () => {
  const health: ChannelHealth = {
    frames: "flowing",
    sound: "quiet",
    service: "lost",
    disk: "waiting",
  };
  await openRecording({ channels: [BOTH[0], mic({ health, peak: 1 })] });
  const meter = (name: string) => one("meter", `Sound level: ${name}`);
  expect(meter("You").getAttribute("aria-valuenow")).toBe("100");
  expect(Number(meter("Them").getAttribute("aria-valuenow"))).toBeGreaterThan(50);
  expect(Number(meter("Them").getAttribute("aria-valuenow"))).toBeLessThan(100);
  expect(text()).not.toContain("Connection");
  await click("button", "You:Quiet");
  expect(one("button", "You:Quiet").getAttribute("aria-expanded")).toBe("true");
  const stages = [...document.querySelectorAll("dl > div")].map((each) =>
    [...each.children].map((part) => part.textContent).join(": "),
  );
  expect(stages).toEqual(["Frames: Arriving", "Sound: Quiet", "Connection: Lost", "Disk: Full"]);
  expect(text()).toContain("Desk");
});

it("a new level changes only the meter", async () => {
  const recorder = await openRecording();
  const changed: Node[] = [];
  const observer = new MutationObserver((records) =>
    changed.push(...records.map(({ target }) => target)),
  );
  const options = { subtree: true, childList: true, characterData: true, attributes: true };
  observer.observe(document.body, options);
  await recorder.state({ channels: [BOTH[0] ?? channelStatus(), mic({ peak: 1 })] });
  await nextTick();
  observer.disconnect();
  const meter = one("meter", "Sound level: You");
  expect(new Set(changed)).toEqual(new Set([meter, meter.firstElementChild]));
});

it("the dock does not say that it records while no frame comes", async () => {
  const health = { ...channelStatus().health, frames: "stopped" } as const;
  const recorder = await openRecording({ channels: [channelStatus({ health }), mic({ health })] });
  expect(one("status").textContent).toBe("No sound arrives");
  expect(text()).not.toContain("behind");
  await recorder.state({ channels: [channelStatus(), mic({ health })] });
  expect(one("status").textContent).toBe("Recording");
});

it("a problem names its device or tab, and disappears with its cause", async () => {
  const recorder = await openRecording({
    problems: [{ reason: "mic-silent", detail: "Desk" }, { reason: "tab-no-frames" }],
  });
  expect(text()).toContain("Only silence comes from “Desk”. Check its own switch");
  expect(text()).toContain("Nothing at all comes from the tab. Reload the page.");
  expect(text().split("Desk")).toHaveLength(2);
  await recorder.state({ channels: BOTH });
  expect(text()).not.toContain("silence");
});
