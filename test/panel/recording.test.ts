import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RecorderPhase } from "../../core/protocol/live.ts";
import { getMeeting, updateMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { chromeNow, tabActivated, tabUpdated } from "./support/chrome.ts";
import {
  all,
  click,
  held,
  channelStatus,
  one,
  openPanel,
  openRecorder,
  settle,
  store,
  text,
} from "./support/panel.ts";

const START = {
  to: "background",
  type: "start",
  request: {
    source: "tab",
    tab: { tabId: 7, title: "Weekly – Meet", url: "https://meet.example/abc" },
  },
};

it("the tab that Start would record is named, and follows the active tab", async () => {
  await openPanel();
  expect(text()).toContain("Weekly – Meet");
  chromeNow.tab = { id: 8, title: "Lecture", url: "https://talks.example" };
  tabActivated.emit();
  await settle();
  expect(text()).toContain("Lecture");
});

it("Start is sent once, however often it is clicked", async () => {
  chromeNow.answer = () =>
    new Promise((resolve) =>
      setTimeout(() => resolve({ ok: true, value: { meetingId: "live" } }), 100),
    );
  const recorder = openRecorder();
  await openPanel();
  const button = one("button", "Start");
  button.click();
  button.click();
  await settle();
  expect(one("status").textContent).toBe("Connecting");
  button.click();
  await recorder.state({ phase: "connecting" });
  await settle();
  expect(chromeNow.sent).toEqual([START]);
  expect(one("button", "Stop")).toBeTruthy();
});

it("Start stays disabled between the answer and the first state of the recorder", async () => {
  chromeNow.answer = () => ({ ok: true, value: { meetingId: "live" } });
  const recorder = openRecorder();
  await openPanel();
  await click("button", "Start");
  expect(one("status").textContent).toBe("Connecting");
  expect(one("button", "Start").hasAttribute("disabled")).toBe(true);
  await recorder.state();
  expect(one("button", "Stop").hasAttribute("disabled")).toBe(false);
});

describe("a Start that takes long", () => {
  /** Makes the two seconds after which Stop is offered pass at once. */
  beforeEach(() => {
    const wait = globalThis.setTimeout;
    vi.spyOn(globalThis, "setTimeout").mockImplementation((run: () => void, ms?: number) =>
      wait(run, ms === 2_000 ? 0 : ms),
    );
  });

  it.each([
    ["before the recorder reports anything", null],
    ["while the recorder connects", "connecting"],
  ] as const)("can be stopped %s, and its own outcome is no problem then", async (_, phase) => {
    const started = Promise.withResolvers<unknown>();
    const stopped = Promise.withResolvers<unknown>();
    chromeNow.answer = (message) =>
      (message as { type: string }).type === "start" ? started.promise : stopped.promise;
    const recorder = openRecorder();
    await openPanel();
    await click("button", "Start");
    if (phase) await recorder.state({ phase });
    expect(one("status").textContent).toBe("Connecting");
    expect(one("button", "Pause").hasAttribute("disabled")).toBe(true);
    await click("button", "Stop");
    expect(chromeNow.sent).toEqual([START, { to: "background", type: "stop" }]);
    started.resolve({ ok: false, problem: { reason: "start-stopped" } });
    stopped.resolve({ ok: true, value: null });
    await recorder.state({ phase: "saving" });
    await recorder.state({ phase: "saved" });
    expect(one("alert").textContent).toBe("");
    expect(one("button", "Start").hasAttribute("disabled")).toBe(false);
  });

  it("does not move the focus to Stop", async () => {
    chromeNow.answer = () => new Promise(() => {});
    await openPanel();
    one("button", "Start").focus();
    await click("button", "Start");
    expect(document.activeElement).not.toBe(one("button", "Stop"));
  });

  it("reports that another panel has stopped it", async () => {
    chromeNow.answer = () => ({ ok: false, problem: { reason: "start-stopped" } });
    await openPanel();
    await click("button", "Start");
    expect(one("alert").textContent).toContain("Stopped before the recording started.");
  });
});

it("the newest meeting is shown again if a recording without audio is discarded", async () => {
  await store({
    meetings: [
      held({ id: "old", title: "Last week" }),
      held({
        id: "live",
        title: "Weekly",
        startedAt: Date.now(),
        state: "recording",
        durationMs: 0,
      }),
    ],
  });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state({ phase: "connecting" });
  expect(one("heading", "Weekly")).toBeTruthy();
  await recorder.state({ phase: "saved" });
  const meeting = await updateMeeting(await openDatabase(), "live", (now) => ({
    ...now,
    state: "saved",
    deletedAt: Date.now(),
  }));
  if (meeting) await recorder.say({ type: "meeting", meeting });
  expect(all("heading", "Weekly")).toEqual([]);
  expect(one("heading", "Last week")).toBeTruthy();
});

it("the focus moves on when Start and Stop replace each other", async () => {
  chromeNow.answer = () => ({ ok: true, value: { meetingId: "live" } });
  const recorder = openRecorder();
  await openPanel();
  one("button", "Start").focus();
  await click("button", "Start");
  await recorder.state();
  // Not to Stop: a key pressed twice would end the recording.
  expect(document.activeElement).toBe(one("button", "Add bookmark"));
  one("button", "Stop").focus();
  await click("button", "Stop");
  await recorder.state({ phase: "saving" });
  await recorder.state({ phase: "saved" });
  expect(document.activeElement).toBe(one("button", "Start"));
});

it("the focus stays where the user has moved it meanwhile", async () => {
  chromeNow.answer = () => ({ ok: true, value: { meetingId: "live" } });
  const recorder = openRecorder();
  await openPanel();
  one("button", "Start").focus();
  await click("button", "Start");
  one("button", "Settings").focus();
  await recorder.state();
  expect(document.activeElement).toBe(one("button", "Settings"));
});

it("Stop is sent once, and the status is Saving until it is Saved", async () => {
  chromeNow.answer = () => ({ ok: true, value: null });
  const recorder = openRecorder();
  await openPanel();
  await recorder.state();
  const button = one("button", "Stop");
  button.click();
  button.click();
  await settle();
  expect(one("status").textContent).toBe("Saving");
  await recorder.state({ phase: "saving" });
  expect(one("status").textContent).toBe("Saving");
  await recorder.state({ phase: "saved" });
  expect(one("status").textContent).toBe("Saved");
  expect(chromeNow.sent).toEqual([{ to: "background", type: "stop" }]);
  expect(one("button", "Start").hasAttribute("disabled")).toBe(false);
});

describe("after Stop", () => {
  const tab = (): string => one("tab", "Notes").getAttribute("aria-selected") ?? "";
  const toGo = { channels: [channelStatus({ recordedSamples: 160_000, heardSamples: 64_000 })] };

  it("the notes are shown, with how much is still transcribed, without a click", async () => {
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    expect(tab()).toBe("false");
    await recorder.state({ phase: "saving", ...toGo });
    expect(tab()).toBe("true");
    expect(one("group", "Transcribing").textContent).toContain("0:06 to go");
    await click("tab", "Transcript");
    await recorder.state({ phase: "saved" });
    expect(tab()).toBe("false");
  });

  it("the user who is elsewhere stays there", async () => {
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    await click("tab", "Ask");
    await recorder.state({ phase: "saved" });
    expect(tab()).toBe("false");
  });
});

describe("a failed Start", () => {
  it.each([
    ["tab-not-invoked", "Click the Earshot icon in the toolbar on this tab, then press Start."],
    ["tab-not-capturable", "Earshot does not record Chrome’s own pages"],
    ["already-recording", "Another tab is being recorded."],
  ])("is explained: %s", async (reason, sentence) => {
    chromeNow.answer = () => ({ ok: false, problem: { reason } });
    await openPanel();
    await click("button", "Start");
    expect(one("alert").textContent).toContain(sentence);
    expect(one("status").textContent).toBe("Ready");
  });

  it("is reported if the service worker can't be reached", async () => {
    chromeNow.answer = () => Promise.reject(new Error("Receiving end does not exist."));
    await openPanel();
    await click("button", "Start");
    expect(one("alert").textContent).toContain("Something went wrong in Earshot.");
    expect(one("alert").textContent).toContain("Receiving end does not exist.");
  });

  it("is shown until it is dismissed or Start is pressed again", async () => {
    chromeNow.answer = () => ({ ok: false, problem: { reason: "tab-not-invoked" } });
    await openPanel();
    await click("button", "Start");
    await click("button", "Dismiss");
    expect(one("alert").textContent).toBe("");
    await click("button", "Start");
    expect(one("alert").textContent).not.toBe("");
    chromeNow.answer = () => new Promise(() => {});
    await click("button", "Start");
    expect(one("alert").textContent).toBe("");
  });
});

it.each<[RecorderPhase, string]>([
  ["connecting", "Connecting"],
  ["recording", "Recording"],
  ["paused", "Paused"],
  ["reconnecting", "Reconnecting"],
  ["catching-up", "Catching up"],
  ["saving", "Saving"],
  ["saved", "Saved"],
])("the phase %s reads %s", async (phase, word) => {
  const recorder = openRecorder();
  await openPanel();
  await recorder.state({ phase });
  expect(one("status").textContent).toBe(word);
});

it("a recording shows length, level and lag", async () => {
  const recorder = openRecorder();
  await openPanel();
  await recorder.state({
    channels: [
      channelStatus({ peak: 1, recordedSamples: 65.9 * 16_000, heardSamples: 62 * 16_000 }),
    ],
  });
  expect(one("timer").textContent).toBe("1:05");
  expect(text()).toContain("3 s behind");
  expect(one("meter").getAttribute("aria-valuenow")).toBe("100");
  await recorder.state({
    channels: [channelStatus({ peak: 0, recordedSamples: 66 * 16_000, heardSamples: 66 * 16_000 })],
  });
  expect(text()).toContain("0 s behind");
  expect(one("meter").getAttribute("aria-valuenow")).toBe("0");
});

it("a pause shows a lag only while there is one", async () => {
  const recorder = openRecorder();
  await openPanel();
  const heard = (seconds: number) => ({
    phase: "paused" as const,
    channels: [channelStatus({ recordedSamples: 66 * 16_000, heardSamples: seconds * 16_000 })],
  });
  await recorder.state(heard(62));
  expect(text()).toContain("4 s behind");
  await recorder.state(heard(66));
  expect(text()).not.toContain("behind");
});

it("problems of a recording are shown while they last", async () => {
  const recorder = openRecorder();
  await openPanel();
  await recorder.state({ problems: [{ reason: "speech-interrupted" }] });
  expect(text()).toContain(
    "The connection to the speech service broke. Check the network. The recording goes on and will be transcribed later.",
  );
  await recorder.state({ problems: [{ reason: "worker-unreachable" }] });
  expect(text()).not.toContain("broke");
  expect(text()).toContain("in Settings. The recording goes on and will be transcribed later.");
  await recorder.state();
  expect(text()).not.toContain("goes on");
});

describe("a silent recorder", () => {
  const silence = async (): Promise<void> => {
    vi.advanceTimersByTime(11_000);
    await settle();
  };
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "Date"] }));
  afterEach(() => void vi.useRealTimers());

  it("is kept while its lock is held", async () => {
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    await silence();
    expect(one("alert").textContent).toBe("");
    expect(all("button", "Stop")).toHaveLength(1);
  });

  it("without a lock is reported once, its meeting is marked, and Start is enabled", async () => {
    await store({ meetings: [held({ id: "live", state: "recording", durationMs: 0 })] });
    chromeNow.files.set("meetings/live/tab.pcm", new File([new Uint8Array(96_001)], "tab.pcm"));
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    chromeNow.atWork.clear();
    await silence();
    expect(one("alert").textContent).toContain("The recording was interrupted because");
    expect(text().split("was interrupted because")).toHaveLength(2);
    expect(all("button", "Start")).toHaveLength(1);
    expect(await getMeeting(await openDatabase(), "live")).toMatchObject({
      state: "interrupted",
      durationMs: 3_000,
      problem: { reason: "interrupted" },
    });
  });
});

it("a recording is not ended by the last state of the one before", async () => {
  const recorder = openRecorder();
  await openPanel();
  await recorder.state({ meetingId: "before", phase: "saving" });
  await recorder.state();
  await recorder.state({ meetingId: "before", phase: "saved" });
  expect(one("status").textContent).toBe("Recording");
});

describe("while the last meeting is saved", () => {
  it("the next one can start, and both are shown as what they are", async () => {
    await store({
      meetings: [
        held({ id: "before", title: "Standup", startedAt: 1, state: "recording", durationMs: 0 }),
        held({ id: "live", title: "Weekly", startedAt: 2, state: "recording", durationMs: 0 }),
      ],
    });
    chromeNow.answer = () => ({ ok: true, value: { meetingId: "live" } });
    const recorder = openRecorder();
    await openPanel();
    const saving = { meetingId: "before", phase: "saving" } as const;
    await recorder.state(saving);
    expect(one("status").textContent).toBe("Saving");
    await click("button", "Start");
    expect(chromeNow.sent).toEqual([START]);
    await recorder.state();
    await recorder.state(saving);
    expect(one("status").textContent).toBe("Recording");
    expect(one("heading", "Weekly")).toBeTruthy();
    await click("button", "Meetings");
    const rows = all("listitem").map((row) => row.textContent);
    expect(rows.find((row) => row.includes("Standup"))).toContain("Catching up");
    expect(rows.find((row) => row.includes("Weekly"))).toContain("Recording");
    await recorder.state({ ...saving, phase: "saved" });
    expect(one("status").textContent).toBe("Recording");
  });

  it("the second click of a double click on Stop starts nothing", async () => {
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ phase: "saving" });
    one("button", "Start").dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 2 }));
    await settle();
    expect(chromeNow.sent).toEqual([]);
  });
});

it("an offline recording says that it goes on and is transcribed later", async () => {
  const recorder = openRecorder();
  await openPanel();
  await recorder.state({
    phase: "reconnecting",
    problems: [{ reason: "speech-unreachable", detail: "code 1006" }],
  });
  expect(one("status").textContent).toBe("Reconnecting");
  expect(text()).toContain(
    "The speech service can’t be reached. Check the network. The recording goes on and will be transcribed later. code 1006",
  );
});

describe("a long silence", () => {
  beforeEach(() => {
    chromeNow.answer = () => ({ ok: true, value: null });
  });

  it("is asked about in every panel until the user goes on", async () => {
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ silentMinutes: 10 });
    await settle();
    expect(text()).toContain("Nothing heard for 10 minutes. Still recording?");
    await click("button", "Go on");
    expect(chromeNow.sent).toContainEqual({
      to: "background",
      type: "act",
      act: { type: "go-on" },
    });
    await recorder.state();
    await settle();
    expect(text()).not.toContain("Nothing heard");
  });

  it("is asked about before a tab that has left its site, so that there is one question at a time", async () => {
    chromeNow.capturedTab = { id: 8 };
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ silentMinutes: 10, pageUrl: "https://meet.example/abc" });
    await settle();
    expect(all("button", "Go on")).toHaveLength(1);
    await recorder.state({ pageUrl: "https://meet.example/abc" });
    await settle();
    expect(text()).toContain("This tab is now on another site.");
    chromeNow.capturedTab = null;
  });

  it("that has paused the recording is said, with the way back", async () => {
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ phase: "paused", problems: [{ reason: "paused-in-silence" }] });
    await settle();
    expect(text()).toContain("Recording paused: nothing was heard. Press Resume to go on.");
    await click("button", "Resume");
    expect(chromeNow.sent).toContainEqual({
      to: "background",
      type: "act",
      act: { type: "resume" },
    });
  });
});

describe("the recorded tab leaves its site", () => {
  const pageUrl = "https://meet.example/abc";
  const show = async (url?: string): Promise<void> => {
    chromeNow.capturedTab = { id: 8, ...(url !== undefined && { url }) };
    tabUpdated.emit();
    await settle();
  };

  it("and it is said with the site until the user goes on", async () => {
    await show(pageUrl);
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ pageUrl });
    await settle();
    expect(text()).not.toContain("This tab is now");
    await show("https://example.com/films");
    expect(text()).toContain("This tab is now on example.com. Still recording.");
    await click("button", "Go on");
    expect(text()).not.toContain("This tab is now");
    await show("https://example.com/more");
    expect(text()).not.toContain("This tab is now");
    await show();
    expect(text()).toContain("This tab is now on another site. Still recording.");
    await show(pageUrl);
    expect(text()).not.toContain("This tab is now");
    await show();
    expect(text()).toContain("This tab is now on another site. Still recording.");
    await recorder.state({ pageUrl, phase: "saving" });
    await settle();
    expect(text()).not.toContain("This tab is now");
    chromeNow.capturedTab = null;
  });

  it("and is asked again about a site that the user has accepted before it came back", async () => {
    await show("https://example.com/films");
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ pageUrl });
    await settle();
    await click("button", "Go on");
    await show(pageUrl);
    await show("https://example.com/films");
    expect(text()).toContain("This tab is now on example.com. Still recording.");
    chromeNow.capturedTab = null;
  });
});
