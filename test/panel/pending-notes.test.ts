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

const withPendingNote = (problem: Problem | null, subject: NoteSubject = STANDARD) => ({
  meetings: [held({ owedNotes: [{ subject, problem, at }] })],
  turns: TURNS,
});

async function pendingNotes() {
  const database = await openDatabase();
  const meeting = await getMeeting(database, "m");
  database.close();
  return meeting?.owedNotes;
}

/** Holds the lock of the meeting's notes, as the offscreen document does. */
const holdNotesLock = () =>
  vi
    .spyOn(navigator.locks, "query")
    .mockResolvedValue({ held: [{ name: "earshot-notes-m" }], pending: [] });

it("a failure is shown with its time when the meeting is opened again", async () => {
  await openTab("Notes", withPendingNote(FAILED));
  expect(text()).toContain("The notes could not be made. The transcript is kept.");
  expect(text()).toContain("The model is away.");
  expect(text()).toContain(`Tried on ${formatDate(at)}`);
  expect(all("button", "Summarize meeting")).toEqual([]);
  await click("button", "Try again");
  expect(asked()).toEqual([{ to: "background", type: "make-note", request }]);
  expect(text()).toContain("Summarizing…");
  expect(text()).not.toContain("could not be made");
});

it("dismissing a failure removes it in every window", async () => {
  await openTab("Notes", withPendingNote(FAILED));
  const panels = await openSecondPanel();
  await click("tab", "Notes");
  expect(one("button", "Try again")).toBeTruthy();
  panels.look("first");
  await click("button", "Dismiss");
  expect(one("button", "Summarize meeting")).toBeTruthy();
  panels.look("second");
  expect(one("button", "Summarize meeting")).toBeTruthy();
  expect(await pendingNotes()).toEqual([]);
});

it("a cancelled note is no longer pending", async () => {
  holdNotesLock();
  const { tell } = await openTab("Notes", withPendingNote(null));
  await tell(work());
  await click("button", "Cancel");
  expect(await pendingNotes()).toEqual([]);
});

it("notes that were interrupted can be made now", async () => {
  await openTab("Notes", withPendingNote(null));
  expect(text()).toContain("Notes were not made because Earshot was closed.");
  await click("button", "Make them now");
  expect(asked()).toMatchObject([{ type: "make-note", request }]);
});

it("notes that are being made are not reported as interrupted", async () => {
  holdNotesLock();
  await openTab("Notes", withPendingNote(null));
  expect(text()).not.toContain("Earshot was closed");
  expect(await pendingNotes()).toMatchObject([{ problem: null }]);
});

it("an interrupted answer is offered in Ask", async () => {
  await openTab("Ask", withPendingNote(null, question("Why?")));
  expect(one("region", "Why?").textContent).toContain(
    "This question was not answered because Earshot was closed.",
  );
  await click("button", "Answer it now");
  expect(asked()).toMatchObject([{ type: "make-note", request: { subject: question("Why?") } }]);
});

it("a request that does not reach the offscreen document is stored as a failure", async () => {
  await openTab("Notes", { meetings: [held()], turns: TURNS });
  const received: LiveEvent[] = [];
  const elsewhere = new BroadcastChannel(LIVE_CHANNEL);
  elsewhere.onmessage = ({ data }: MessageEvent<LiveEvent>) => void received.push(data);
  const problem: Problem = { reason: "worker-unreachable" };
  chromeNow.answer = () => ({ ok: false, problem });
  await click("button", "Summarize meeting");
  elsewhere.close();
  expect(await pendingNotes()).toMatchObject([{ subject: STANDARD, problem }]);
  expect(received).toMatchObject([{ type: "meeting", meeting: { owedNotes: [{ problem }] } }]);
});

describe("a silent note job", () => {
  const silence = async (): Promise<void> => {
    for (let at = 0; at < 3; at++) {
      vi.advanceTimersByTime(5_000);
      await settle();
    }
  };
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setInterval", "Date"] }));
  afterEach(() => void vi.useRealTimers());

  it("is kept while its lock is held", async () => {
    holdNotesLock();
    const { tell } = await openTab("Notes");
    await tell(work({ markdown: "It might" }));
    await silence();
    expect(text()).toContain("It might");
    expect(all("button", "Make them now")).toEqual([]);
  });

  it("is kept while hello is answered", async () => {
    const { tell } = await openTab("Notes");
    const job = work({ markdown: "It might" }, STANDARD, { isLive: true, isUnasked: true });
    await tell(job);
    const channel = new BroadcastChannel(LIVE_CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<{ readonly type: string }>) => {
      if (data.type !== "hello") return;
      channel.postMessage({ type: "note-jobs", jobs: [job] } satisfies LiveEvent);
    };
    await silence();
    channel.close();
    expect(text()).toContain("It might");
  });

  it("without lock and answer is offered again", async () => {
    const { tell } = await openTab("Notes");
    await tell(work({ markdown: "It might" }));
    await silence();
    expect(text()).not.toContain("It might");
    expect(text()).toContain("Notes were not made because Earshot was closed.");
    expect(await pendingNotes()).toMatchObject([{ problem: { reason: "notes-interrupted" } }]);
    await click("button", "Make them now");
    expect(asked()).toEqual([{ to: "background", type: "make-note", request }]);
  });
});
