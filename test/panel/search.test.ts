import { expect, it, test, vi } from "vitest";
import { updateMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { note, question } from "./support/notes.ts";
import {
  all,
  articles,
  click,
  held,
  one,
  openPanel,
  settle,
  spoken,
  store,
  text,
  type,
} from "./support/panel.ts";
import { reportFromThread } from "./support/search-thread.ts";

const DAY_MS = 86_400_000;
const FIELD = "Search all meetings";

const STORED = {
  meetings: [
    held({ id: "a", title: "Zürich", startedAt: Date.now() - 40 * DAY_MS, names: { tab: "Anna" } }),
    held({ id: "b", title: "Budget round", startedAt: Date.now() - DAY_MS }),
    held({ id: "c", title: "", startedAt: Date.now() }),
  ],
  turns: [
    spoken({ meetingId: "a", text: "Good morning to all of you here." }),
    spoken({ meetingId: "a", order: 1, startMs: 65_000, text: "The budget, then." }),
    spoken({ meetingId: "b", text: "Our budgets have been planned for a long time in advance." }),
    spoken({ meetingId: "c", text: "Nothing of this." }),
  ],
  notes: [
    note({ id: "n", meetingId: "a", markdown: "- The **budget** stands. [2]" }),
    note({ id: "q", meetingId: "a", subject: question("Which budget?"), markdown: "All of it." }),
  ],
};

async function openSearch(words = ""): Promise<void> {
  await store(STORED);
  await openPanel();
  await click("button", "Meetings");
  if (words !== "") await type(FIELD, words);
}

/** The text of an element, with one space between its parts. */
function squeezed(element: Element): string {
  const parts: string[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) parts.push(walker.currentNode.textContent ?? "");
  return parts.join(" ").replace(/\s+/g, " ").trim();
}
/** The rows of the results: titles and hits. */
const rows = (): string[] => [...document.querySelectorAll("[data-found]")].map(squeezed);
const marks = (): string[] => [...document.querySelectorAll("mark")].map(squeezed);
const summary = (): string => squeezed(document.querySelector(".summary") ?? document.body);
const press = async (key: string): Promise<void> => {
  const target = document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await settle();
};
const choosePeriod = async (period: string): Promise<void> => {
  const select = one("combobox", "When") as HTMLSelectElement;
  select.value = period;
  select.dispatchEvent(new Event("change"));
  await settle();
};

it("results replace the list, newest meeting first, until Escape", async () => {
  await openSearch("BUDG");
  expect(rows()).toEqual([
    expect.stringMatching(/^Budg et round/),
    "Them 0:00 Our budg ets have been planned for a long time in advance.",
    expect.stringMatching(/^Zürich/),
    "Anna Good morning to all of you here. Anna 1:05 The budg et, then.",
    "Meeting notes The budg et stands.",
    "Which budget? Which budg et? All of it.",
  ]);
  expect(marks()).toEqual(["Budg", "budg", "budg", "budg", "budg"]);
  expect(summary()).toBe("5 places");
  one("textbox", FIELD).focus();
  await press("Escape");
  expect(rows()).toEqual([]);
  expect(all("listitem")).toHaveLength(3);
});

it("a hit opens its meeting at the turn", async () => {
  await openSearch("then");
  await click("button", hitName(1));
  expect(articles()).toHaveLength(2);
  expect(document.activeElement?.getAttribute("data-turn")).toBe("a/tab/0/1");
});

const hitName = (index: number): string =>
  document.querySelectorAll("[data-found]")[index]?.textContent.trim() ?? "";

it("the time of a hit opens its turn", async () => {
  await openSearch("then");
  await click("button", "Hear from 1:05");
  expect(document.activeElement?.getAttribute("data-turn")).toBe("a/tab/0/1");
});

test.each([
  ["stands", 1, "Notes"],
  ["which", 1, "Ask"],
])("a hit in a note opens its tab: %s", async (words, index, tab) => {
  await openSearch(words);
  await click("button", hitName(index));
  expect(one("tab", tab).getAttribute("aria-selected")).toBe("true");
});

it("a hit in a line of the user opens the notepad at that line", async () => {
  const ownLines = [
    { id: "l1", atMs: 5_000, text: "Ask for slides" },
    { id: "l2", atMs: 65_000, text: "Order badges" },
  ];
  await store({ ...STORED, notes: [], meetings: [held({ id: "a", ownLines })] });
  await openPanel();
  await click("button", "Meetings");
  await type(FIELD, "badges");
  expect(rows()[1]).toBe("My notes 1:05 Order badges");
  expect(all("button", "Hear from 1:05")).toHaveLength(1);
  await click("button", hitName(1));
  expect(one("tab", "Notes").getAttribute("aria-selected")).toBe("true");
  await vi.waitFor(() =>
    expect((document.activeElement as HTMLTextAreaElement).value).toBe("Order badges"),
  );
});

it("results stay while another view is shown", async () => {
  await openSearch("budget");
  const before = rows();
  await click("button", hitName(3));
  expect(articles()).toHaveLength(2);
  await click("button", "Meetings");
  expect((one("textbox", FIELD) as HTMLInputElement).value).toBe("budget");
  expect(rows()).toEqual(before);
  expect(document.activeElement).toBe(document.querySelectorAll("[data-found]")[3]);
});

it("a search without results can be repeated without filters", async () => {
  await openSearch("zebra");
  expect(one("heading", "Nothing found for “zebra”")).toBeTruthy();
  expect(text()).toContain("titles, transcripts and notes of all meetings");
  await type(FIELD, "morning");
  await choosePeriod("week");
  expect(text()).toContain("Only some meetings or speakers were searched.");
  await click("button", "Search everything");
  expect(summary()).toBe("1 place");
});

it("results can be filtered by speaker, with the found names offered", async () => {
  await openSearch("budget");
  const names = [...document.querySelectorAll("datalist option")];
  expect(names.map((each) => each.getAttribute("value"))).toEqual(["Them", "Anna"]);
  await type("Speaker", "ann");
  expect(rows()).toEqual([
    expect.stringMatching(/^Zürich/),
    expect.stringMatching(/Anna 1:05 The/),
  ]);
});

it("everything that a person has said is found by their name, in all meetings", async () => {
  await openSearch("ann");
  expect(all("button", "Only what Anna said")).toHaveLength(1);
  await click("button", "Only what Anna said");
  expect((one("textbox", "Speaker") as HTMLInputElement).value).toBe("Anna");
  expect(rows().filter((row) => row.startsWith("Anna"))).toHaveLength(2);
  expect(rows().join()).not.toContain("Them");
  await click("button", "Clear search");
  expect(all("button", "Clear search")).toEqual([]);
  expect(all("group", "Narrow the search")).toEqual([]);
});

test.each([
  ["week", 1],
  ["month", 1],
  ["year", 2],
])("results can be filtered by period: %s", async (period, meetings) => {
  await openSearch("budget");
  await choosePeriod(period);
  expect(document.querySelectorAll(".results section")).toHaveLength(meetings);
});

it("a deleted meeting is not found", async () => {
  await openSearch("budget");
  const database = await openDatabase();
  await updateMeeting(database, "b", (meeting) => ({ ...meeting, deletedAt: 1 }));
  database.close();
  await click("button", "Settings");
  await click("button", "Meetings");
  expect(rows().join()).not.toContain("Budget round");
});

it("the arrow keys move between the field and the results", async () => {
  await openSearch("budg");
  one("button", "Settings").focus();
  await press("/");
  expect(document.activeElement).toBe(one("textbox", FIELD));
  for (const expected of [0, 1, 2]) {
    await press("ArrowDown");
    expect(document.activeElement).toBe(document.querySelectorAll("[data-found]")[expected]);
  }
  for (const _ of [1, 2, 3]) await press("ArrowUp");
  expect(document.activeElement).toBe(one("textbox", FIELD));
});

it("50 hits are shown, then more on request", async () => {
  const turns = Array.from({ length: 120 }, (_, order) =>
    spoken({
      order,
      startMs: order * 1_000,
      text: `budget number ${order} of the year, as planned before`,
    }),
  );
  await store({ meetings: [held()], turns });
  await openPanel();
  await click("button", "Meetings");
  await type(FIELD, "budget");
  expect(rows()).toHaveLength(1 + 50);
  expect(summary()).toBe("More than 50 places");
  await click("button", "Show more");
  await click("button", "Show more");
  expect(rows()).toHaveLength(1 + 120);
  expect(all("button", "Show more")).toEqual([]);
});

it("progress of the index is shown", async () => {
  await openSearch("budget");
  reportFromThread({ type: "preparing", share: 0.4 });
  await settle();
  expect(summary()).toContain("Preparing search… 40 %");
  reportFromThread({ type: "preparing", share: null });
  await settle();
  expect(summary()).not.toContain("Preparing");
});
