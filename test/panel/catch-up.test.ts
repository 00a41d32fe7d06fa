import { describe, expect, it, vi } from "vitest";
import type { LiveState } from "../../core/protocol/live.ts";
import { getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { storeTurn } from "../../entrypoints/shared/database/turn-store.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  articles,
  choose,
  click,
  held,
  keepSound,
  ledger,
  one,
  openMenu,
  openPanel,
  openRecorder,
  partial,
  settle,
  spoken,
  store,
  text,
} from "./support/panel.ts";

const SECOND = 16_000;
const channel = (recordedSeconds: number, heardSeconds: number) =>
  ledger({
    recordedSamples: recordedSeconds * SECOND,
    heardSamples: heardSeconds * SECOND,
    peak: 0,
  });
const transcribing = (change: Partial<LiveState> = {}): Partial<LiveState> => ({
  meetingId: "m",
  activity: "transcribing",
  phase: "catching-up",
  channels: [channel(300, 80)],
  ...change,
});
const transcribe = (from: string, meetingId = "m") => ({
  to: "background",
  type: "transcribe",
  meetingId,
  from,
});
const statuses = () => all("status").map((each) => each.textContent);

/** 1:20 recorded; `transcribedSeconds` of it transcribed. */
async function openBehind(transcribedSeconds: number, change = {}): Promise<void> {
  keepSound("m", 80);
  const channels = [{ name: "tab", transcribedSamples: transcribedSeconds * SECOND }] as const;
  await store({ meetings: [held({ durationMs: 80_000, channels, ...change })] });
  await openPanel();
}

describe("a meeting that nobody is at work on", () => {
  it("says how much is not transcribed yet, and has the rest transcribed", async () => {
    chromeNow.answer = () => ({ ok: true, value: null });
    const recorder = openRecorder();
    await openBehind(0);
    expect(text()).toContain("1:20 not transcribed yet");
    await click("button", "Finish transcript");
    expect(one("button", "Finish transcript").hasAttribute("disabled")).toBe(true);
    expect(chromeNow.sent).toEqual([transcribe("offset")]);
    await recorder.state(transcribing());
    expect(all("button", "Finish transcript")).toEqual([]);
    expect(text()).not.toContain("not transcribed yet");
  });

  it("says nothing where less than a second is missing", async () => {
    await openBehind(79.1);
    expect(all("button", "Finish transcript")).toEqual([]);
  });

  it("says why it can't be finished", async () => {
    chromeNow.answer = () => ({ ok: false, problem: { reason: "already-transcribing" } });
    await openBehind(0);
    await click("button", "Finish transcript");
    expect(one("alert").textContent).toContain("This meeting is being transcribed already");
    expect(one("button", "Finish transcript").hasAttribute("disabled")).toBe(false);
  });

  it("is told from one without words", async () => {
    await openBehind(0);
    expect(text()).toContain("Not transcribed yet");
    expect(text()).not.toContain("No words came of this recording.");
  });

  it("is not one that is being recorded", async () => {
    keepSound("live", 80);
    await store({ meetings: [held({ id: "live", state: "recording", durationMs: 0 })] });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ channels: [channel(80, 0)] });
    expect(all("button", "Finish transcript")).toEqual([]);
    expect(text()).toContain("80 s behind");
  });

  it("is one whose recording was saved before its last words came", async () => {
    keepSound("live", 80);
    await store({ meetings: [held({ id: "live", durationMs: 80_000 })] });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ phase: "saved" });
    expect(one("status").textContent).toBe("Saved");
    expect(text()).toContain("1:20 not transcribed yet");
  });
});

describe("a meeting whose recording was cut off", () => {
  it("is found when the panel opens, gets its length, says so, and can be exported", async () => {
    await openBehind(80, { state: "recording", durationMs: 0 });
    expect(await getMeeting(await openDatabase(), "m")).toMatchObject({
      state: "interrupted",
      durationMs: 80_000,
      problem: { reason: "interrupted" },
    });
    expect(text()).toContain("The recording was interrupted because Chrome or Earshot stopped.");
    expect(one("heading", "Weekly").parentElement?.textContent).toContain("1:20");
    expect(one("button", "Export").hasAttribute("disabled")).toBe(false);
    expect(one("status").textContent).toBe("Ready");
  });

  it("is not one that somebody is at work on", async () => {
    chromeNow.atWork.add("m");
    await openBehind(80, { state: "recording", durationMs: 0 });
    expect((await getMeeting(await openDatabase(), "m"))?.state).toBe("recording");
    expect(text()).not.toContain("interrupted");
  });
});

describe("a meeting that is being transcribed", () => {
  it("shows how much is to go, and what it is called, and leaves Start free", async () => {
    const recorder = openRecorder();
    await openBehind(0);
    await recorder.state(transcribing());
    expect(statuses()).toEqual(["Catching up", "Ready"]);
    expect(one("region", "Transcript").textContent).toContain("3:40 to go");
    expect(all("timer")).toEqual([]);
    expect(one("button", "Start").hasAttribute("disabled")).toBe(false);
    expect(all("button", "Stop")).toEqual([]);
    await recorder.state(transcribing({ phase: "reconnecting" }));
    expect(statuses()).toEqual(["Reconnecting", "Ready"]);
    // To the recorder thread a transcript at its head is "recording".
    await recorder.state(transcribing({ phase: "recording", channels: [channel(300, 299.5)] }));
    expect(statuses()).toEqual(["Catching up", "Ready"]);
    expect(text()).not.toContain("to go");
  });

  it("shows its turns and partials as they come", async () => {
    const recorder = openRecorder();
    await openBehind(0);
    await recorder.state(transcribing());
    await store({ turns: [spoken({ text: "Old words." })] });
    await recorder.say(
      { type: "turn", turn: spoken({ text: "Old words." }) },
      {
        type: "partial",
        meetingId: "m",
        channel: "tab",
        partial: partial({ meetingId: "m", text: "And th" }),
      },
    );
    expect(articles()).toEqual(["0:00 Them Old words.", "0:09 Them And th"]);
    await recorder.state(transcribing({ phase: "saved" }));
    expect(articles()).toHaveLength(1);
  });

  it("is done when it is saved, and shows what is stored then", async () => {
    const recorder = openRecorder();
    await openBehind(0);
    await recorder.state(transcribing());
    await storeTurn(await openDatabase(), spoken({ text: "Stored." }), 80 * SECOND);
    await recorder.state(transcribing({ phase: "saved" }));
    expect(statuses()).toEqual(["Ready"]);
    expect(text()).not.toContain("not transcribed yet");
    expect(articles()).toEqual(["0:00 Them Stored."]);
  });

  it("says what holds it up, without a word of recording", async () => {
    const recorder = openRecorder();
    await openBehind(0);
    await recorder.state(transcribing({ problems: [{ reason: "worker-unreachable" }] }));
    expect(text()).toContain("and the Worker URL in Settings. The recording is kept.");
    expect(text()).not.toContain("goes on");
  });

  it("is given up when its thread is gone, and can be finished again", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "Date"] });
    try {
      const recorder = openRecorder();
      chromeNow.atWork.add("m");
      await openBehind(0);
      await recorder.state(transcribing());
      vi.advanceTimersByTime(11_000);
      await settle();
      expect(statuses()).toEqual(["Catching up", "Ready"]);
      chromeNow.atWork.delete("m");
      vi.advanceTimersByTime(6_000);
      await settle();
      expect(statuses()).toEqual(["Ready"]);
      expect(one("button", "Finish transcript")).toBeTruthy();
      expect(one("alert").textContent).toBe("");
    } finally {
      vi.useRealTimers();
    }
  });

  it("stands beside a recording: each keeps its own place", async () => {
    keepSound("m", 300);
    await store({
      meetings: [
        held({ startedAt: 1, durationMs: 300_000 }),
        held({ id: "live", state: "recording", title: "Now" }),
      ],
      turns: [spoken({ text: "Older." })],
    });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ channels: [channel(65, 65)] });
    await recorder.state(transcribing());
    await recorder.say({ type: "turn", turn: spoken({ order: 1, text: "Elsewhere." }) });
    expect(one("timer").textContent).toBe("1:05");
    expect(statuses()).toEqual(["Recording"]);
    expect(articles()).toEqual([]);

    await click("button", "Meetings");
    const rows = all("listitem").map((each) => each.textContent);
    expect(rows[0]).toMatch(/^Now.*Recording$/);
    expect(rows[1]).toMatch(/^Weekly.*5:00.*Catching up$/);
    all("listitem")[1]?.querySelector("button")?.click();
    await recorder.state(transcribing({ channels: [channel(300, 290)] }));
    expect(statuses()).toEqual(["Catching up", "Recording"]);
    expect(text()).toContain("0:10 to go");
    expect(one("timer").textContent).toBe("1:05");
    expect(all("button", "Stop")).toHaveLength(1);

    await recorder.state({ phase: "saved" });
    expect(statuses()).toEqual(["Catching up", "Saved"]);
  });
});

describe("transcribing again", () => {
  async function isOfferedAgain(): Promise<boolean> {
    if (all("button", "More").length === 0) return false;
    await openMenu("More");
    const isOffered = all("menuitem", "Transcribe again…").length > 0;
    one("menu").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await settle();
    expect(all("menu")).toEqual([]);
    return isOffered;
  }

  it("asks first, and does nothing where the answer is no", async () => {
    await openBehind(80);
    await choose("More", "Transcribe again…");
    expect(one("alertdialog").textContent).toContain(
      "A new transcript replaces this one and its insights;",
    );
    await click("button", "Cancel");
    expect(all("alertdialog")).toEqual([]);
    expect(chromeNow.sent).toEqual([]);
  });

  it("replaces the turns on show by those that come", async () => {
    chromeNow.answer = () => ({ ok: true, value: null });
    const recorder = openRecorder();
    keepSound("m", 80);
    const channels = [{ name: "tab", transcribedSamples: 80 * SECOND }] as const;
    await store({ meetings: [held({ channels })], turns: [spoken({ text: "Misheard." })] });
    await openPanel();
    await choose("More", "Transcribe again…");
    await click("button", "Transcribe again");
    expect(chromeNow.sent).toEqual([transcribe("start")]);
    expect(all("alertdialog")).toEqual([]);
    await (await openDatabase()).clear("turns");
    await recorder.state(transcribing());
    expect(articles()).toEqual([]);
    await recorder.say({ type: "turn", turn: spoken({ text: "Well heard." }) });
    expect(articles()).toEqual(["0:00 Them Well heard."]);
    expect(await isOfferedAgain()).toBe(false);
  });

  it("is not offered while a meeting is being recorded, or has no sound", async () => {
    await store({ meetings: [held({ id: "live", state: "recording", durationMs: 0 })] });
    const recorder = openRecorder();
    await openPanel();
    expect(await isOfferedAgain()).toBe(false);
    keepSound("live", 1);
    await recorder.state();
    expect(await isOfferedAgain()).toBe(false);
  });
});
