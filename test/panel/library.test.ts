/** What can be done with the meetings of the list, and with the one on show: naming, deleting, undoing, choosing several. */

import { beforeEach, describe, expect, it } from "vitest";
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
  keepSound,
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

/** What other windows are told of meetings. */
function listen(): LiveEvent[] {
  const heard: LiveEvent[] = [];
  const channel = new BroadcastChannel(LIVE_CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<LiveEvent>) => {
    if (data.type === "meeting") heard.push(data);
  };
  return heard;
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
  for (const { id } of MEETINGS) keepSound(id, 1);
});

it("says of each how long it is, where it came from and how much room it takes", async () => {
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

it("says how much room there is, and warns where it is little", async () => {
  chromeNow.space = { usage: 1.4e9, quota: 81.4e9 };
  await openList();
  expect(text()).toContain("3 meetings · 1.4 GB used, 80 GB free");
  expect(text()).toContain("115 MB an hour, or 230 MB with both sources.");
  chromeNow.space = { usage: 1.4e9, quota: 1.42e9 };
  await click("button", "Back");
  await click("button", "Meetings");
  expect(text()).toContain("The disk is almost full, with room for 10 min of recording.");
});

describe("naming", () => {
  it("changes a title where it stands, and tells other windows", async () => {
    await openList();
    const heard = listen();
    await press(opener("Middle"), "F2");
    await type("Title of the meeting", " Renamed ");
    await press(one("textbox", "Title of the meeting"), "Enter");
    expect(titles()).toEqual(["Newest", "Renamed", "Oldest"]);
    expect(document.activeElement).toBe(opener("Renamed"));
    expect(await storedMeeting("b")).toEqual({ ...MEETINGS[1], title: "Renamed" });
    expect(heard).toEqual([{ type: "meeting", meeting: await storedMeeting("b") }]);
  });

  it("leaves it as it was on Escape", async () => {
    await openList();
    await chooseOf("Middle", "Rename");
    await type("Title of the meeting", "Other");
    await press(one("textbox", "Title of the meeting"), "Escape");
    expect(titles()).toEqual(["Newest", "Middle", "Oldest"]);
  });

  it("works on the title of the open meeting, also while it is recorded", async () => {
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
  it("shows it no more, and brings it back on Undo", async () => {
    await openList();
    const heard = listen();
    await chooseOf("Middle", "Delete");
    expect(titles()).toEqual(["Newest", "Oldest"]);
    expect(one("status").textContent).toContain("Deleted “Middle”.");
    expect(document.activeElement).toBe(opener("Oldest"));
    await click("button", "Undo");
    expect(titles()).toEqual(["Newest", "Middle", "Oldest"]);
    expect(await storedMeeting("b")).toEqual(MEETINGS[1]);
    expect(heard).toHaveLength(2);
    await undoTimeIsOver();
    expect(await storedMeeting("b")).toEqual(MEETINGS[1]);
  });

  it("removes it for good when the time is over: record and sound", async () => {
    await openList();
    await press(opener("Middle"), "Delete");
    await undoTimeIsOver();
    expect(all("button", "Undo")).toEqual([]);
    expect(await storedMeeting("b")).toBeUndefined();
    expect(audioFiles()).toEqual(["meetings/c/tab.pcm", "meetings/a/tab.pcm"]);
  });

  it("waits as long as somebody points at the notice or has the focus in it", async () => {
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

  it("brings back all that were deleted within the time", async () => {
    await openList();
    await chooseOf("Middle", "Delete");
    await chooseOf("Newest", "Delete");
    expect(one("status").textContent).toContain("Deleted 2 meetings.");
    await click("button", "Undo");
    expect(titles()).toEqual(["Newest", "Middle", "Oldest"]);
  });

  it("goes on with a transcript on Undo, if deleting has stopped it", async () => {
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

  it("goes to the list from the meeting on show, and comes back to it on Undo", async () => {
    await store({ meetings: MEETINGS, turns: TURNS });
    await openPanel();
    await choose("More", "Delete");
    expect(titles()).toEqual(["Middle", "Oldest"]);
    await click("button", "Undo");
    expect(articles()).toEqual(["0:00 Them Newest words."]);
  });

  it("closes it where another window deleted it", async () => {
    await store({ meetings: MEETINGS, turns: TURNS });
    const recorder = openRecorder();
    await openPanel();
    const [newest] = MEETINGS;
    if (newest) await recorder.say({ type: "meeting", meeting: { ...newest, deletedAt: 9 } });
    expect(titles()).toContain("Middle");
    expect(all("heading", "Newest")).toEqual([]);
  });

  it("is not offered of a meeting that is being recorded, and says why", async () => {
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

  it("keeps one that is being transcribed until that is done", async () => {
    chromeNow.atWork.add("b");
    await openList();
    await chooseOf("Middle", "Delete");
    await undoTimeIsOver();
    expect(await storedMeeting("b")).toMatchObject({ deletedAt: expect.any(Number) });
    expect(titles()).toEqual(["Newest", "Oldest"]);
  });

  it.each([
    ["long ago", 60_000, undefined],
    ["just now", 0, "Middle"],
  ])("a panel that opens removes what was deleted %s", async (_, ago, title) => {
    const meetings = MEETINGS.map((each) =>
      each.id === "b" ? { ...each, deletedAt: Date.now() - ago } : each,
    );
    await openList(meetings);
    expect(titles()).toEqual(["Newest", "Oldest"]);
    expect((await storedMeeting("b"))?.title).toBe(title);
  });
});

describe("deleting the sound", () => {
  it("asks first, and then leaves the text alone", async () => {
    await store({ meetings: MEETINGS, turns: TURNS });
    await openPanel();
    await choose("More", "Delete sound…");
    expect(one("alertdialog").textContent).toContain("Transcript, notes and bookmarks stay");
    expect(chromeNow.files.has("meetings/c/tab.pcm")).toBe(true);
    await click("button", "Delete sound");
    expect(chromeNow.files.has("meetings/c/tab.pcm")).toBe(false);
    expect(await storedMeeting("c")).toMatchObject({ soundDeletedAt: expect.any(Number) });
    expect(articles()).toEqual(["0:00 Them Newest words."]);
    await openMenu("More");
    expect(all("menuitem").map((each) => each.textContent.trim())).toEqual(["Rename", "Delete"]);
    await press(one("menu"), "Escape");
    await openMenu("Export");
    expect(one("menuitem", "WAV audio").getAttribute("aria-disabled")).toBe("true");
    expect(one("menuitem", "Markdown notes").getAttribute("aria-disabled")).toBeNull();
  });

  it("is never behind afterwards", async () => {
    const channels = [{ ...tab, transcribedSamples: 0 }];
    await openList([held({ durationMs: HOUR, channels, soundDeletedAt: 9 })]);
    expect(text()).not.toContain("behind");
    all("listitem")[0]?.querySelector("button")?.click();
    await settle();
    expect(all("button", "Finish transcript")).toEqual([]);
    expect(text()).toContain("its sound is deleted");
  });

  it("does nothing while somebody is at work on it, and says so", async () => {
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

describe("choosing several", () => {
  const box = (title: string): HTMLInputElement =>
    row(title).querySelector("input") as HTMLInputElement;

  it("deletes those that were chosen, together", async () => {
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

  it("chooses all by keyboard, but none that is being recorded, and ends on Escape", async () => {
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
