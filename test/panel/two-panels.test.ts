import { expect, it } from "vitest";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { useShownMeeting } from "../../entrypoints/sidepanel/shown/use-shown-meeting.ts";
import { all, click, one, store } from "./support/panel.ts";
import { MEETING, note, openTab, question } from "./support/notes.ts";
import { openSecondPanel } from "./support/second-panel.ts";

const versions = [
  note({ id: "1", markdown: "First. [1]", createdAt: 1 }),
  note({ id: "2", markdown: "Second. [2]", createdAt: 2 }),
];
const answer = note({ id: "a", subject: question("Who?"), markdown: "Priya. [2]" });

it("a note deleted in one window disappears in the other", async () => {
  await openTab("Notes", { ...MEETING, notes: versions });
  const panels = await openSecondPanel();
  await click("tab", "Notes");
  expect(one("article", "Notes").textContent).toContain("Second.");
  panels.look("first");
  await click("button", "Delete this version");
  await click("button", "Delete");
  panels.look("second");
  expect(one("article", "Notes").textContent).toContain("First.");
  await click("button", "Delete this version");
  await click("button", "Delete");
  panels.look("first");
  expect(one("button", "Summarize meeting")).toBeTruthy();
});

it("a question deleted in one window disappears in the other", async () => {
  await openTab("Ask", { ...MEETING, notes: [answer] });
  const panels = await openSecondPanel();
  await click("tab", "Ask");
  await click("button", "Delete: Who?");
  await click("button", "Delete");
  panels.look("first");
  expect(all("region", "Who?")).toEqual([]);
});

it("a note deleted while its meeting is being read is not shown", async () => {
  await store({ ...MEETING, notes: versions });
  const { shown, show, receive } = useShownMeeting(openDatabase());
  const read = show("m");
  receive({ type: "note-deleted", meetingId: "m", noteId: "2" });
  await read;
  expect(shown.notes.map(({ id }) => id)).toEqual(["1"]);
});

it("a deleted note of another meeting changes nothing", async () => {
  const { deleted } = await openTab("Notes", { ...MEETING, notes: versions });
  await deleted("2", "other");
  expect(one("article", "Notes").textContent).toContain("Second.");
});
