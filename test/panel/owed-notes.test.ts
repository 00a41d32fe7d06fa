import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { formatDate } from "../../components/words/format-date.ts";
import type { NoteSubject } from "../../core/meeting.ts";
import type { Problem } from "../../core/problem.ts";
import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";
import { getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { asked, openTab, question, STANDARD, TURNS, work } from "./support/notes.ts";
import { chromeNow } from "./support/chrome.ts";
import { all, click, held, one, settle, text } from "./support/panel.ts";
import { openSecondPanel } from "./support/second-panel.ts";

const at = Date.now();
const request = { meetingId: "m", subject: STANDARD };
const FAILED: Problem = { reason: "notes-failed", detail: "The model is away." };

const owing = (problem: Problem | null, subject: NoteSubject = STANDARD) => ({
  meetings: [held({ owedNotes: [{ subject, problem, at }] })],
  turns: TURNS,
});

async function owed() {
  const database = await openDatabase();
  const meeting = await getMeeting(database, "m");
  database.close();
  return meeting?.owedNotes;
}

/** The offscreen document makes notes of the meeting. */
const someoneMakes = () =>
  vi
    .spyOn(navigator.locks, "query")
    .mockResolvedValue({ held: [{ name: "earshot-notes-m" }], pending: [] });

it("a failure is there when the meeting is opened again, with when that was", async () => {
  await openTab("Notes", owing(FAILED));
  expect(text()).toContain("The notes could not be made. The transcript is kept.");
  expect(text()).toContain("The model is away.");
  expect(text()).toContain(`Tried on ${formatDate(at)}`);
  expect(all("button", "Summarize meeting")).toEqual([]);
  await click("button", "Try again");
  expect(asked()).toEqual([{ to: "background", type: "make-note", request }]);
  expect(text()).toContain("Summarizing…");
  expect(text()).not.toContain("could not be made");
});

it("a failure is dismissed for good, in every window", async () => {
  await openTab("Notes", owing(FAILED));
  const panels = await openSecondPanel();
  await click("tab", "Notes");
  expect(one("button", "Try again")).toBeTruthy();
  panels.look("first");
  await click("button", "Dismiss");
  expect(one("button", "Summarize meeting")).toBeTruthy();
  panels.look("second");
  expect(one("button", "Summarize meeting")).toBeTruthy();
  expect(await owed()).toEqual([]);
});

it("what is cancelled is not owed any more", async () => {
  someoneMakes();
  const { tell } = await openTab("Notes", owing(null));
  await tell(work());
  await click("button", "Cancel");
  expect(await owed()).toEqual([]);
});

it("notes that were not made because Earshot was closed are offered", async () => {
  await openTab("Notes", owing(null));
  expect(text()).toContain("Notes were not made because Earshot was closed.");
  await click("button", "Make them now");
  expect(asked()).toMatchObject([{ type: "make-note", request }]);
});

it("notes that are being made are not said to be missing", async () => {
  someoneMakes();
  await openTab("Notes", owing(null));
  expect(text()).not.toContain("Earshot was closed");
  expect(await owed()).toMatchObject([{ problem: null }]);
});

it("an answer that did not come is offered as one", async () => {
  await openTab("Ask", owing(null, question("Why?")));
  expect(one("region", "Why?").textContent).toContain(
    "This question was not answered because Earshot was closed.",
  );
  await click("button", "Answer it now");
  expect(asked()).toMatchObject([{ type: "make-note", request: { subject: question("Why?") } }]);
});

it("a wish that reaches nobody is kept as a failure", async () => {
  await openTab("Notes", { meetings: [held()], turns: TURNS });
  const told: LiveEvent[] = [];
  const elsewhere = new BroadcastChannel(LIVE_CHANNEL);
  elsewhere.onmessage = ({ data }: MessageEvent<LiveEvent>) => void told.push(data);
  const problem: Problem = { reason: "worker-unreachable" };
  chromeNow.answer = () => ({ ok: false, problem });
  await click("button", "Summarize meeting");
  elsewhere.close();
  expect(await owed()).toMatchObject([{ subject: STANDARD, problem }]);
  expect(told).toMatchObject([{ type: "meeting", meeting: { owedNotes: [{ problem }] } }]);
});

describe("whoever makes notes falls silent", () => {
  const silence = async (): Promise<void> => {
    for (let at = 0; at < 3; at++) {
      vi.advanceTimersByTime(5_000);
      await settle();
    }
  };
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "Date"] }));
  afterEach(() => void vi.useRealTimers());

  it("is at work as long as there is the lock", async () => {
    someoneMakes();
    const { tell } = await openTab("Notes");
    await tell(work({ markdown: "It might" }));
    await silence();
    expect(text()).toContain("It might");
    expect(all("button", "Make them now")).toEqual([]);
  });

  it("is at work as long as there is an answer", async () => {
    const { tell } = await openTab("Notes");
    const told = work({ markdown: "It might" }, STANDARD, { isLive: true, isUnasked: true });
    await tell(told);
    const channel = new BroadcastChannel(LIVE_CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<{ readonly type: string }>) => {
      if (data.type !== "hello") return;
      channel.postMessage({ type: "note-jobs", jobs: [told] } satisfies LiveEvent);
    };
    await silence();
    channel.close();
    expect(text()).toContain("It might");
  });

  it("is gone when there is neither: what was being made is offered again", async () => {
    const { tell } = await openTab("Notes");
    await tell(work({ markdown: "It might" }));
    await silence();
    expect(text()).not.toContain("It might");
    expect(text()).toContain("Notes were not made because Earshot was closed.");
    expect(await owed()).toMatchObject([{ problem: { reason: "notes-interrupted" } }]);
    await click("button", "Make them now");
    expect(asked()).toEqual([{ to: "background", type: "make-note", request }]);
  });
});
