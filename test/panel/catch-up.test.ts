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
  storeAudio,
  channelStatus,
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
  channelStatus({
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

/** Opens a meeting of 1:20, of which `transcribedSeconds` are transcribed. */
async function openWithLag(transcribedSeconds: number, change = {}): Promise<void> {
  storeAudio("m", 80);
  const channels = [{ name: "tab", transcribedSamples: transcribedSeconds * SECOND }] as const;
  await store({ meetings: [held({ durationMs: 80_000, channels, ...change })] });
  await openPanel();
}

describe("a meeting without a job", () => {
  it("shows its lag, and requests the rest of the transcript", async () => {
    chromeNow.answer = () => ({ ok: true, value: null });
    const recorder = openRecorder();
    await openWithLag(0);
    expect(text()).toContain("1:20 not transcribed yet");
    await click("button", "Finish transcript");
    expect(one("button", "Finish transcript").hasAttribute("disabled")).toBe(true);
    expect(chromeNow.sent).toEqual([transcribe("offset")]);
    await recorder.state(transcribing());
    expect(all("button", "Finish transcript")).toEqual([]);
    expect(text()).not.toContain("not transcribed yet");
  });

  it("shows no lag below one second", async () => {
    await openWithLag(79.1);
    expect(all("button", "Finish transcript")).toEqual([]);
  });

  it("shows why its transcript cannot be finished", async () => {
    chromeNow.answer = () => ({ ok: false, problem: { reason: "already-transcribing" } });
    await openWithLag(0);
    await click("button", "Finish transcript");
    expect(one("alert").textContent).toContain("This meeting is being transcribed already");
    expect(one("button", "Finish transcript").hasAttribute("disabled")).toBe(false);
  });

  it("is not called silent while audio is untranscribed", async () => {
    await openWithLag(0);
    expect(text()).toContain("Not transcribed yet");
    expect(text()).not.toContain("No words came of this recording.");
  });

  it("is not assumed while the meeting is being recorded", async () => {
    storeAudio("live", 80);
    await store({ meetings: [held({ id: "live", state: "recording", durationMs: 0 })] });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ channels: [channel(80, 0)] });
    expect(all("button", "Finish transcript")).toEqual([]);
    expect(text()).toContain("80 s behind");
  });

  it("shows the lag of a recording that was saved before its last turns", async () => {
    storeAudio("live", 80);
    await store({ meetings: [held({ id: "live", durationMs: 80_000 })] });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state({ phase: "saved" });
    expect(one("status").textContent).toBe("Saved");
    expect(text()).toContain("1:20 not transcribed yet");
  });
});

describe("an interrupted recording", () => {
  it("gets its state and length when the panel opens, and can be exported", async () => {
    await openWithLag(80, { state: "recording", durationMs: 0 });
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

  it("is not assumed while the lock of its meeting is held", async () => {
    chromeNow.atWork.add("m");
    await openWithLag(80, { state: "recording", durationMs: 0 });
    expect((await getMeeting(await openDatabase(), "m"))?.state).toBe("recording");
    expect(text()).not.toContain("interrupted");
  });
});

describe("a transcription job", () => {
  it("shows its phase and the rest to transcribe, and leaves Start enabled", async () => {
    const recorder = openRecorder();
    await openWithLag(0);
    await recorder.state(transcribing());
    expect(statuses()).toEqual(["Catching up", "Ready"]);
    expect(one("region", "Transcript").textContent).toContain("3:40 to go");
    expect(all("timer")).toEqual([]);
    expect(one("button", "Start").hasAttribute("disabled")).toBe(false);
    expect(all("button", "Stop")).toEqual([]);
    await recorder.state(transcribing({ phase: "reconnecting" }));
    expect(statuses()).toEqual(["Reconnecting", "Ready"]);
    // The recorder thread reports a transcription at its head as "recording".
    await recorder.state(transcribing({ phase: "recording", channels: [channel(300, 299.5)] }));
    expect(statuses()).toEqual(["Catching up", "Ready"]);
    expect(text()).not.toContain("to go");
  });

  it("shows turns and partials as they arrive", async () => {
    const recorder = openRecorder();
    await openWithLag(0);
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
    expect(articles()).toEqual(["Them 0:00 Old words.", "Them 0:09 And th"]);
    await recorder.state(transcribing({ phase: "saved" }));
    expect(articles()).toHaveLength(1);
  });

  it("ends when it is saved, and then shows the stored turns", async () => {
    const recorder = openRecorder();
    await openWithLag(0);
    await recorder.state(transcribing());
    await storeTurn(await openDatabase(), spoken({ text: "Stored." }), 80 * SECOND);
    await recorder.state(transcribing({ phase: "saved" }));
    expect(statuses()).toEqual(["Ready"]);
    expect(text()).not.toContain("not transcribed yet");
    expect(articles()).toEqual(["Them 0:00 Stored."]);
  });

  it("shows its problem without mentioning a recording", async () => {
    const recorder = openRecorder();
    await openWithLag(0);
    await recorder.state(transcribing({ problems: [{ reason: "worker-unreachable" }] }));
    expect(text()).toContain("and the Worker URL in Settings. The recording is kept.");
    expect(text()).not.toContain("goes on");
  });

  it("is dropped when its lock is free, and can be requested again", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "Date"] });
    try {
      const recorder = openRecorder();
      chromeNow.atWork.add("m");
      await openWithLag(0);
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

  it("runs beside a recording, each in its own place", async () => {
    storeAudio("m", 300);
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
  async function isTranscribeAgainOffered(): Promise<boolean> {
    if (all("button", "More").length === 0) return false;
    await openMenu("More");
    const isOffered = all("menuitem", "Transcribe again…").length > 0;
    one("menu").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    await settle();
    expect(all("menu")).toEqual([]);
    return isOffered;
  }

  it("asks for confirmation, and does nothing after Cancel", async () => {
    await openWithLag(80);
    await choose("More", "Transcribe again…");
    expect(one("alertdialog").textContent).toContain(
      "A new transcript replaces this one and its insights;",
    );
    await click("button", "Cancel");
    expect(all("alertdialog")).toEqual([]);
    expect(chromeNow.sent).toEqual([]);
  });

  it("replaces the shown turns with new ones", async () => {
    chromeNow.answer = () => ({ ok: true, value: null });
    const recorder = openRecorder();
    storeAudio("m", 80);
    const channels = [{ name: "tab", transcribedSamples: 80 * SECOND }] as const;
    await store({ meetings: [held({ channels })], turns: [spoken({ text: "First version." })] });
    await openPanel();
    await choose("More", "Transcribe again…");
    await click("button", "Transcribe again");
    expect(chromeNow.sent).toEqual([transcribe("start")]);
    expect(all("alertdialog")).toEqual([]);
    await (await openDatabase()).clear("turns");
    await recorder.state(transcribing());
    expect(articles()).toEqual([]);
    await recorder.say({ type: "turn", turn: spoken({ text: "Second version." }) });
    expect(articles()).toEqual(["Them 0:00 Second version."]);
    expect(await isTranscribeAgainOffered()).toBe(false);
  });

  it("is not offered during a recording or without audio", async () => {
    await store({ meetings: [held({ id: "live", state: "recording", durationMs: 0 })] });
    const recorder = openRecorder();
    await openPanel();
    expect(await isTranscribeAgainOffered()).toBe(false);
    storeAudio("live", 1);
    await recorder.state();
    expect(await isTranscribeAgainOffered()).toBe(false);
  });
});
