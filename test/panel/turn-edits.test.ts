/** Edits of the transcript: words, speakers, bookmarks; by mouse and by keyboard. */

import { describe, expect, it } from "vitest";
import type { Meeting, Turn } from "../../core/meeting.ts";
import { LIVE_CHANNEL, type LiveEvent } from "../../core/protocol/live.ts";
import { getMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { listTurns } from "../../entrypoints/shared/database/turn-store.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  articles,
  click,
  held,
  one,
  openPanel,
  openRecorder,
  settle,
  spoken,
  store,
  text,
} from "./support/panel.ts";

const TURNS = [
  spoken({ speaker: "A", text: "Let us meat." }),
  spoken({ order: 1, startMs: 10_000, speaker: "B", text: "Yes." }),
  spoken({ order: 2, startMs: 20_000, speaker: "A", text: "Good." }),
  spoken({ order: 3, startMs: 30_000, speaker: "C", text: "Bye." }),
];
const MORE = "More for this turn";

async function open(change: Partial<Meeting> = {}, turns: readonly Turn[] = TURNS): Promise<void> {
  await store({ meetings: [held(change)], turns });
  await openPanel();
}

async function menuOf(index: number): Promise<void> {
  all("button", MORE)[index]?.click();
  await settle();
}
async function choose(index: number, ...items: readonly string[]): Promise<void> {
  await menuOf(index);
  for (const item of items)
    await click(all("menuitem", item).length > 0 ? "menuitem" : "menuitemradio", item);
}
async function write(name: string, words: string, key = "Enter"): Promise<void> {
  const field = one("textbox", name) as HTMLInputElement;
  field.value = words;
  field.dispatchEvent(new Event("input"));
  await press(key, field);
}
async function press(key: string, target: Element | null = document.activeElement): Promise<void> {
  const init = { key, bubbles: true, cancelable: true };
  target?.dispatchEvent(new KeyboardEvent("keydown", init));
  await settle();
}

const stored = async () => getMeeting(await openDatabase(), "m");
const storedTurn = async (order: number) => (await listTurns(await openDatabase(), "m"))[order];
const speakers = () =>
  [...one("log").querySelectorAll(".speaker")].map(({ textContent }) => textContent.trim());
const items = () => all("menuitem").map((item) => item.textContent.replace("F2", "").trim());
const focused = (): Element | null => document.activeElement;

/** Collects the events that other panels receive during `act`. */
async function receivedDuring(act: () => Promise<void>): Promise<LiveEvent[]> {
  const received: LiveEvent[] = [];
  const elsewhere = new BroadcastChannel(LIVE_CHANNEL);
  elsewhere.onmessage = ({ data }: MessageEvent<LiveEvent>) => void received.push(data);
  await act();
  elsewhere.close();
  return received;
}

describe("the words of a turn", () => {
  it("are stored, marked as edited and sent to every panel", async () => {
    await open();
    await choose(0, "Edit text F2");
    const received = await receivedDuring(() => write("What was said", " Let us  meet. "));
    expect(articles()[0]).toBe("Speaker A 0:00 Let us meet. edited . Heard: Let us meat.");
    expect(one("log").querySelector(".edit-mark")?.getAttribute("title")).toBe(
      "Heard: Let us meat.",
    );
    expect(await storedTurn(0)).toEqual({
      ...TURNS[0],
      text: "Let us meet.",
      heardText: "Let us meat.",
    });
    expect(received).toEqual([{ type: "turn", turn: await storedTurn(0) }]);
    expect(focused()).toBe(all("button", MORE)[0]);
    await openPanel();
    expect(articles()[0]).toContain("Let us meet. edited");
  });

  it("can be restored to what was heard", async () => {
    await open({}, [{ ...spoken({ text: "Let us meet." }), heardText: "Let us meat." }]);
    await choose(0, "Restore what was heard");
    expect(articles()).toEqual(["Them 0:00 Let us meat."]);
    expect(await storedTurn(0)).toEqual(spoken({ text: "Let us meat." }));
    await menuOf(0);
    expect(items()).not.toContain("Restore what was heard");
  });

  it("stay unchanged on Escape", async () => {
    await open();
    await choose(0, "Edit text F2");
    await write("What was said", "Other", "Escape");
    expect(articles()[0]).toBe("Speaker A 0:00 Let us meat.");
    expect(await storedTurn(0)).toEqual(TURNS[0]);
  });

  it("can be edited during the recording", async () => {
    await store({
      meetings: [held({ id: "live", state: "recording" })],
      turns: [spoken({ meetingId: "live", text: "One." })],
    });
    const recorder = openRecorder();
    await openPanel();
    await recorder.state();
    await choose(0, "Edit text F2");
    await recorder.say({
      type: "turn",
      turn: spoken({ meetingId: "live", order: 1, startMs: 1_000, text: "Two." }),
    });
    await write("What was said", "1.");
    expect(articles()[0]).toContain("Them 0:00 1. edited");
  });
});

describe("the speaker of a turn", () => {
  it("is chosen from those of the meeting, with the present one checked", async () => {
    await open({ names: { "tab B": "Ruth" } });
    await choose(0, "Speaker");
    const choices = all("menuitemradio").map((item) => [
      item.textContent,
      item.getAttribute("aria-checked"),
    ]);
    expect(choices).toEqual([
      ["Speaker A", "true"],
      ["Ruth", "false"],
      ["Speaker C", "false"],
    ]);
    const received = await receivedDuring(() => click("menuitemradio", "Ruth"));
    expect(speakers()).toEqual(["Ruth", "Ruth", "Speaker A", "Speaker C"]);
    expect((await storedTurn(0))?.saidBy).toBe("tab B");
    expect(received).toEqual([{ type: "turn", turn: await storedTurn(0) }]);
  });

  it("is restored when the heard speaker is chosen", async () => {
    await open({}, [{ ...TURNS[1], saidBy: "tab A" } as Turn]);
    await choose(0, "Speaker", "Speaker B");
    expect(speakers()).toEqual(["Speaker B"]);
    expect(await storedTurn(0)).toEqual(TURNS[1]);
  });

  it("can be a new person, who is then among the choices", async () => {
    await open();
    await choose(1, "Speaker", "Someone else…");
    await write("Name of the speaker", " Ruth ");
    expect(speakers()).toEqual(["Speaker A", "Ruth", "Speaker A", "Speaker C"]);
    const person = (await storedTurn(1))?.saidBy ?? "";
    expect(person).toMatch(/^person [\da-f-]{36}$/);
    expect((await stored())?.names).toEqual({ [person]: "Ruth" });
    await choose(3, "Speaker", "Someone else…");
    await write("Name of the speaker", "ruth");
    expect((await storedTurn(3))?.saidBy).toBe(person);
    all("button", "Ruth")[0]?.click();
    await settle();
    await write("Name", "");
    expect(speakers()).toEqual(["Speaker A", "Ruth", "Speaker A", "Ruth"]);
  });
});

describe("two speakers", () => {
  it("are merged in every turn, and can be separated again", async () => {
    await open({}, [...TURNS.slice(0, 3), { ...TURNS[3], saidBy: "tab B" } as Turn]);
    await choose(1, "Merge Speaker B into", "Speaker A");
    expect(speakers()).toEqual(["Speaker A", "Speaker A", "Speaker A", "Speaker A"]);
    expect((await stored())?.merged).toEqual({ "tab B": "tab A" });
    await openPanel();
    await choose(2, "Separate Speaker B again");
    expect(speakers()).toEqual(["Speaker A", "Speaker B", "Speaker A", "Speaker B"]);
    expect((await stored())?.merged).toEqual({});
  });

  it("are needed to merge", async () => {
    await open({}, [spoken()]);
    await menuOf(0);
    expect(items()).toEqual(["Edit text", "Speaker", "Add bookmark here", "Copy turn"]);
  });
});

describe("a bookmark", () => {
  const marks = [{ type: "bookmark", id: "b", atMs: 10_000, note: "Check" }] as const;

  it("can be added to a finished meeting, and its note is edited at once", async () => {
    await open();
    await choose(1, "Add bookmark here");
    await write("Note on this bookmark", "Check the date");
    expect((await stored())?.marks).toEqual([
      { type: "bookmark", id: expect.any(String), atMs: 10_000, note: "Check the date" },
    ]);
    expect(focused()).toBe(one("button", "Bookmark:Check the date"));
  });

  it("is deleted, and the focus moves to the next turn", async () => {
    await open({ marks });
    const received = await receivedDuring(() => click("button", "Delete bookmark"));
    expect(all("button", "Bookmark:Check")).toEqual([]);
    expect((await stored())?.marks).toEqual([]);
    expect(received).toEqual([{ type: "meeting", meeting: await stored() }]);
    expect(focused()?.closest("article")).toBe(all("article")[1]);
  });

  it("can be restored with its note", async () => {
    await open({ marks });
    await click("button", "Delete bookmark");
    expect(text()).toContain("Deleted the bookmark at 0:10.");
    await click("button", "Undo");
    expect((await stored())?.marks).toEqual(marks);
    expect(one("button", "Bookmark:Check")).toBeTruthy();
    expect(all("button", "Undo")).toEqual([]);
  });
});

it("Copy turn copies speaker and text", async () => {
  await open();
  await choose(0, "Copy turn");
  expect(chromeNow.clipboard).toBe("Speaker A: Let us meat.");
});

describe("the keyboard", () => {
  const marks = [{ type: "bookmark", id: "b", atMs: 10_000, note: "Check" }] as const;
  const reachable = () =>
    [...one("log").querySelectorAll<HTMLElement>("button")].filter(
      ({ tabIndex }) => tabIndex === 0,
    );
  const rowOf = (element: Element | null) => element?.closest("[data-turn],[data-mark]");

  it("reaches one row with Tab, at first the last", async () => {
    await open({ marks });
    expect(new Set(reachable().map(rowOf))).toEqual(new Set([all("article")[3]]));
    expect(
      reachable().map((each) => each.getAttribute("aria-label") ?? each.textContent.trim()),
    ).toEqual(["Speaker C", MORE]);
  });

  it("moves between and within rows, and Tab reaches the focused row", async () => {
    await open({ marks });
    all("button", MORE)[3]?.focus();
    await press("ArrowUp");
    await press("ArrowUp");
    expect(focused()).toBe(all("button", MORE)[1]);
    await press("ArrowLeft");
    expect(focused()?.textContent.trim()).toBe("Speaker B");
    await press("ArrowUp");
    expect(focused()).toBe(one("button", "Delete bookmark"));
    expect(new Set(reachable().map(rowOf))).toEqual(new Set([rowOf(focused())]));
    await press("Home");
    expect(rowOf(focused())).toBe(all("article")[0]);
    await press("End");
    expect(rowOf(focused())).toBe(all("article")[3]);
  });

  it("edits with F2, and arrows stay in the field", async () => {
    await open({ marks });
    all("button", MORE)[1]?.focus();
    await press("F2");
    await press("ArrowUp");
    expect(focused()).toBe(one("textbox", "What was said"));
    await press("Escape");
    expect(focused()).toBe(all("button", MORE)[1]);
    await press("ArrowUp");
    await press("F2");
    expect(focused()).toBe(one("textbox", "Note on this bookmark"));
  });

  it("opens the menu and its pages, and Escape returns the focus", async () => {
    await open();
    const more = all("button", MORE)[0];
    more?.focus();
    await menuOf(0);
    expect(more?.getAttribute("aria-expanded")).toBe("true");
    await press("ArrowRight", one("menuitem", "Speaker"));
    expect(focused()?.textContent.trim()).toBe("Speaker");
    await press("ArrowLeft", one("menuitemradio", "Speaker A"));
    expect(items()).toContain("Copy turn");
    await press("Escape");
    expect(all("menuitem")).toEqual([]);
    expect(focused()).toBe(more);
  });
});
