/** Actions on listed meetings and the shown one: renaming, deleting, undoing, selecting. */

import { beforeEach, describe, expect, it, vi } from "vitest";
import type { RequestTo } from "../../core/protocol/control.ts";
import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";
import { chromeNow } from "./support/chrome.ts";
import { chooseOf, press, storedMeeting, titles, undoTimeIsOver } from "./support/library.ts";
import {
  all,
  articles,
  choose,
  click,
  held,
  storeAudio,
  one,
  openMenu,
  openPanel,
  openRecorder,
  settle,
  spoken,
  audioFiles,
  store,
  text,
  type,
} from "./support/panel.ts";

const HOUR = 3_600_000;
const tab = { name: "tab", transcribedSamples: HOUR * 16 } as const;
const mic = { name: "mic", transcribedSamples: HOUR * 16 } as const;
const MEETINGS = [
  held({ id: "c", title: "Newest", startedAt: 3, durationMs: HOUR, channels: [tab, mic] }),
  held({ id: "b", title: "Middle", startedAt: 2, durationMs: HOUR, channels: [mic] }),
  held({ id: "a", title: "Oldest", startedAt: 1, durationMs: HOUR, channels: [tab] }),
];
const TURNS = MEETINGS.map(({ id, title }) => spoken({ meetingId: id, text: `${title} words.` }));

async function openList(meetings = MEETINGS): Promise<void> {
  await store({ meetings, turns: TURNS });
  await openPanel();
  await click("button", "Meetings");
}

/** Collects the meeting events that other windows receive. */
function collectEvents(): LiveEvent[] {
  const received: LiveEvent[] = [];
  const channel = new BroadcastChannel(LIVE_CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
    if (data.type === "meeting") received.push(data);
  };
  return received;
}

const row = (title: string): HTMLElement => {
  const found = all("listitem").find((each) => each.querySelector(".title")?.textContent === title);
  if (!found) throw new Error(`no row "${title}"`);
  return found;
};
const opener = (title: string): HTMLElement => row(title).querySelector("button") as HTMLElement;
const facts = (title: string): string[] =>
  [...row(title).querySelectorAll(".facts > span")].slice(1).map((each) => each.textContent);

beforeEach(() => {
  for (const { id } of MEETINGS) storeAudio(id, 1);
});

it("each row shows length, source and space", async () => {
  await openList([
    ...MEETINGS,
    held({ id: "d", title: "File", startedAt: 4, durationMs: HOUR, importedAt: 9 }),
    held({ id: "e", title: "Text", startedAt: 5, durationMs: HOUR, soundDeletedAt: 9 }),
  ]);
  expect(facts("Newest")).toEqual(["1:00:00", "Tab + mic", "230 MB"]);
  expect(facts("Middle")).toEqual(["1:00:00", "Microphone", "115 MB"]);
  expect(facts("File")).toEqual(["1:00:00", "Imported", "115 MB"]);
  expect(facts("Text")).toEqual(["1:00:00", "Tab", "Text only"]);
});

it("nothing in a title turns the words around it", async () => {
  await openList([
    held({ id: "d", title: "Plan\u202egnp.exe\u2066 \n now", startedAt: 4, durationMs: HOUR }),
  ]);
  expect(text()).toContain("Plangnp.exe now");
});

it("the list shows the free space and warns if it is low", async () => {
  chromeNow.space = { usage: 1.4e9, quota: 81.4e9 };
  await openList();
  expect(text()).toContain("3 meetings · 1.4 GB used, 80 GB free");
  expect(text()).toContain("115 MB an hour, or 230 MB with both sources.");
  chromeNow.space = { usage: 1.4e9, quota: 1.42e9 };
  await click("button", "Back");
  await click("button", "Meetings");
  expect(text()).toContain("The disk is almost full, with room for 10 min of recording.");
});

it("notes are copied from the list, which says what came of it", async () => {
  const note = { id: "n", meetingId: "b", markdown: "It moves.", model: "claude", createdAt: 1 };
  await store({ meetings: MEETINGS, turns: TURNS, notes: [note] });
  await openPanel();
  await click("button", "Meetings");
  await chooseOf("Middle", "Copy notes");
  await vi.waitFor(() => expect(text()).toContain("Copied"));
  expect(chromeNow.clipboardHtml).toMatch(/^<h1>Middle<\/h1>[^]*<p>It moves\./);
  await chooseOf("Oldest", "Copy notes");
  await vi.waitFor(() => expect(text()).toContain("No notes yet"));
  expect(text()).not.toContain("Copied");
  expect(chromeNow.clipboardHtml).toContain("Middle");
});

describe("renaming", () => {
  it("changes the title in place and in other windows", async () => {
    await openList();
    const received = collectEvents();
    await press(opener("Middle"), "F2");
    await type("Title of the meeting", " Renamed ");
    await press(one("textbox", "Title of the meeting"), "Enter");
    expect(titles()).toEqual(["Newest", "Renamed", "Oldest"]);
    expect(document.activeElement).toBe(opener("Renamed"));
    expect(await storedMeeting("b")).toEqual({ ...MEETINGS[1], title: "Renamed" });
    expect(received).toEqual([{ type: "meeting", meeting: await storedMeeting("b") }]);
  });

  it("ends without a change on Escape", async () => {
    await openList();
    await chooseOf("Middle", "Rename");
    await type("Title of the meeting", "Other");
    await press(one("textbox", "Title of the meeting"), "Escape");
    expect(titles()).toEqual(["Newest", "Middle", "Oldest"]);
  });

  it("works in the header, also during the recording", async () => {
    await store({
      meetings: [held({ id: "live", title: "Weekly", state: "recording", durationMs: 0 })],
    });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    await click("button", "Weekly");
    await type("Title of the meeting", "Planning");
    await press(one("textbox", "Title of the meeting"), "Enter");
    expect(one("heading", "Planning").tagName).toBe("H1");
    await recorder.state();
    expect(one("heading", "Planning").tagName).toBe("H1");
    await choose("More", "Rename");
    expect(all("textbox", "Title of the meeting")).toHaveLength(1);
  });
});

describe("deleting", () => {
  it("hides the meeting, and Undo restores it", async () => {
    await openList();
    const received = collectEvents();
    await chooseOf("Middle", "Delete");
    expect(titles()).toEqual(["Newest", "Oldest"]);
    expect(one("status").textContent).toContain("Deleted “Middle”.");
    expect(document.activeElement).toBe(opener("Oldest"));
    await click("button", "Undo");
    expect(titles()).toEqual(["Newest", "Middle", "Oldest"]);
    expect(await storedMeeting("b")).toEqual(MEETINGS[1]);
    expect(received).toHaveLength(2);
    await undoTimeIsOver();
    expect(await storedMeeting("b")).toEqual(MEETINGS[1]);
  });

  it("removes record and audio when the time to undo is over", async () => {
    await openList();
    await press(opener("Middle"), "Delete");
    await undoTimeIsOver();
    expect(all("button", "Undo")).toEqual([]);
    expect(await storedMeeting("b")).toBeUndefined();
    expect(audioFiles()).toEqual(["meetings/c/tab.pcm", "meetings/a/tab.pcm"]);
  });

  it("waits while the notice has the pointer or the focus", async () => {
    await openList();
    await chooseOf("Middle", "Delete");
    const notice = one("button", "Undo").parentElement;
    notice?.dispatchEvent(new Event("pointerenter"));
    notice?.dispatchEvent(new Event("focusin"));
    await settle();
    await undoTimeIsOver();
    notice?.dispatchEvent(new Event("pointerleave"));
    await settle();
    await undoTimeIsOver();
    expect(await storedMeeting("b")).toBeDefined();
    notice?.dispatchEvent(new Event("focusout"));
    await settle();
    await undoTimeIsOver();
    expect(await storedMeeting("b")).toBeUndefined();
  });

  it("is undone for all meetings deleted within the time", async () => {
    await openList();
    await chooseOf("Middle", "Delete");
    await chooseOf("Newest", "Delete");
    expect(one("status").textContent).toContain("Deleted 2 meetings.");
    await click("button", "Undo");
    expect(titles()).toEqual(["Newest", "Middle", "Oldest"]);
  });

  it("continues a stopped transcription after Undo", async () => {
    await openList(MEETINGS.map((each) => ({ ...each, finishesByItself: each.id === "b" })));
    await chooseOf("Newest", "Delete");
    await chooseOf("Middle", "Delete");
    await click("button", "Undo");
    const asked = (chromeNow.sent as RequestTo<"background">[]).filter(
      ({ type }) => type === "transcribe",
    );
    const meetingId = "b";
    expect(asked).toEqual([{ to: "background", type: "transcribe", meetingId, from: "offset" }]);
  });

  it("leads from the shown meeting to the list, and Undo returns to it", async () => {
    await store({ meetings: MEETINGS, turns: TURNS });
    await openPanel();
    await choose("More", "Delete");
    expect(titles()).toEqual(["Middle", "Oldest"]);
    await click("button", "Undo");
    expect(articles()).toEqual(["Them 0:00 Newest words."]);
  });

  it("in another window closes the shown meeting", async () => {
    await store({ meetings: MEETINGS, turns: TURNS });
    const recorder = openRecorder();
    await openPanel();
    const [newest] = MEETINGS;
    if (newest) await recorder.say({ type: "meeting", meeting: { ...newest, deletedAt: 9 } });
    expect(titles()).toContain("Middle");
    expect(all("heading", "Newest")).toEqual([]);
  });

  it("is disabled with a reason during the recording", async () => {
    await store({ meetings: [held({ id: "live", state: "recording", durationMs: 0 })] });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    await openMenu("More");
    for (const name of [
      "Delete Stop the recording first",
      "Delete sound… Stop the recording first",
    ]) {
      const item = all("menuitem").find(
        (each) => each.textContent.replaceAll(/\s+/g, " ").trim() === name,
      );
      expect(item?.getAttribute("aria-disabled")).toBe("true");
    }
  });

  it("keeps the record while a job holds the lock", async () => {
    chromeNow.atWork.add("b");
    await openList();
    await chooseOf("Middle", "Delete");
    await undoTimeIsOver();
    expect(await storedMeeting("b")).toMatchObject({ deletedAt: expect.any(Number) });
    expect(titles()).toEqual(["Newest", "Oldest"]);
  });

  it.each([
    ["removes a meeting deleted a minute ago", 60_000, undefined],
    ["keeps a meeting deleted just now", 0, "Middle"],
  ])("a panel that opens %s", async (_, ago, title) => {
    const meetings = MEETINGS.map((each) =>
      each.id === "b" ? { ...each, deletedAt: Date.now() - ago } : each,
    );
    await openList(meetings);
    expect(titles()).toEqual(["Newest", "Oldest"]);
    expect((await storedMeeting("b"))?.title).toBe(title);
  });
});

describe("deleting the audio", () => {
  it("asks for confirmation and keeps the text", async () => {
    await store({ meetings: MEETINGS, turns: TURNS });
    await openPanel();
    await choose("More", "Delete sound…");
    expect(one("alertdialog").textContent).toContain("Transcript, notes and bookmarks stay");
    expect(chromeNow.files.has("meetings/c/tab.pcm")).toBe(true);
    await click("button", "Delete sound");
    expect(chromeNow.files.has("meetings/c/tab.pcm")).toBe(false);
    expect(await storedMeeting("c")).toMatchObject({ soundDeletedAt: expect.any(Number) });
    expect(articles()).toEqual(["Them 0:00 Newest words."]);
    await openMenu("More");
    expect(all("menuitem").map((each) => each.textContent.trim())).toEqual(["Rename", "Delete"]);
    await press(one("menu"), "Escape");
    await openMenu("Export");
    expect(one("menuitem", "WAV audio").getAttribute("aria-disabled")).toBe("true");
    expect(one("menuitem", "Markdown notes").getAttribute("aria-disabled")).toBeNull();
  });

  it("leaves no lag", async () => {
    const channels = [{ ...tab, transcribedSamples: 0 }];
    await openList([held({ durationMs: HOUR, channels, soundDeletedAt: 9 })]);
    expect(text()).not.toContain("behind");
    all("listitem")[0]?.querySelector("button")?.click();
    await settle();
    expect(all("button", "Finish transcript")).toEqual([]);
    expect(text()).toContain("its sound is deleted");
  });

  it("is refused with a reason while a job holds the lock", async () => {
    await openList();
    chromeNow.atWork.add("b");
    await chooseOf("Middle", "Delete sound…");
    one("button", "Delete sound").click();
    await expect
      .poll(() => one("alert").textContent, { timeout: 10_000 })
      .toContain("This meeting is still being worked on, so nothing of it was deleted.");
    expect(await storedMeeting("b")).toEqual(MEETINGS[1]);
  });
});

describe("selection mode", () => {
  const box = (title: string): HTMLInputElement =>
    row(title).querySelector("input") as HTMLInputElement;

  it("deletes the selected meetings together", async () => {
    await openList();
    await click("button", "Select");
    expect((one("button", "Delete selected") as HTMLButtonElement).disabled).toBe(true);
    box("Newest").click();
    box("Oldest").click();
    await settle();
    expect(text()).toContain("2 selected");
    await click("button", "Delete selected");
    expect(titles()).toEqual(["Middle"]);
    expect(all("button", "Done")).toEqual([]);
    await click("button", "Undo");
    expect(titles()).toHaveLength(3);
  });

  it("selects all but a recording with Ctrl+A, and ends on Escape", async () => {
    const recorded = held({ id: "live", title: "Now", state: "recording", durationMs: 0 });
    chromeNow.atWork.add("live");
    await openList([...MEETINGS, recorded]);
    await click("button", "Select");
    await press(box("Oldest"), "a", { ctrlKey: true });
    expect(text()).toContain("3 selected");
    expect([box("Now").disabled, box("Now").checked]).toEqual([true, false]);
    await press(box("Oldest"), "Escape");
    expect(document.activeElement).toBe(one("button", "Select"));
    expect(all("checkbox")).toEqual([]);
  });
});
