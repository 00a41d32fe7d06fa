import { describe, expect, it, vi } from "vitest";
import { listNotes } from "../../entrypoints/shared/database/note-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { chromeNow } from "./support/chrome.ts";
import { all, click, held, one, settle, spoken, text, type } from "./support/panel.ts";
import { asked, LIVE_MEETING, MEETING, note, openTab, question, work } from "./support/notes.ts";

const FIELD = "Ask about this meeting";
const WHY = question("Why does it move?");
const answer = note({ id: "a", subject: WHY, markdown: "- Priya writes it. [2]" });

async function enter(change: KeyboardEventInit = {}): Promise<void> {
  const event = { key: "Enter", bubbles: true, cancelable: true, ...change };
  one("textbox", FIELD).dispatchEvent(new KeyboardEvent("keydown", event));
  await settle();
}

it("Enter sends the question, and the streamed answer is kept with its citation", async () => {
  const { tell, give } = await openTab("Ask");
  await type(FIELD, " Why does it move? ");
  await enter();
  const request = { meetingId: "m", subject: WHY };
  expect(asked()).toEqual([{ to: "background", type: "make-note", request }]);
  expect((one("textbox", FIELD) as HTMLTextAreaElement).value).toBe("");
  const log = one("log", "Questions and answers");
  expect(log.textContent).toContain("Looking for the answer…");
  await tell(work({ markdown: "- Priya wri" }, WHY));
  expect(one("region", WHY.type === "question" ? WHY.question : "").textContent).toContain(
    "Priya wri",
  );
  await give(answer);
  await tell();
  expect(log.textContent).toContain("Priya writes it.");
  expect(log.textContent).toContain("claude");
  expect(log.textContent).not.toContain("Looking");
  await click("button", "Go to 1:05 in the transcript");
  expect(one("tab", "Transcript").getAttribute("aria-selected")).toBe("true");
  expect(document.activeElement?.textContent).toContain("Priya writes it.");
});

it("an answer is copied under its question", async () => {
  await openTab("Ask", { ...MEETING, notes: [answer] });
  await click("button", "Copy: Why does it move?");
  await vi.waitFor(() =>
    expect(chromeNow.clipboard).toMatch(
      /^Weekly\n[^]*\n\nWhy does it move\?\n\n- Priya writes it\./,
    ),
  );
  expect(chromeNow.clipboardHtml).toContain("<h2>Why does it move?</h2>");
});

it.each([
  ["Shift+Enter", { shiftKey: true }],
  ["Enter within an input method", { isComposing: true }],
])("%s does not send the question", async (_, change) => {
  await openTab("Ask");
  await type(FIELD, "Why?");
  await enter(change);
  expect(asked()).toEqual([]);
});

it("the button sends the question, and an empty question is never sent", async () => {
  await openTab("Ask");
  await type(FIELD, "  ");
  await enter();
  expect(one("button", "Send question").hasAttribute("disabled")).toBe(true);
  await type(FIELD, "Why?");
  one("button", "Send question").closest("form")?.requestSubmit();
  await settle();
  expect(asked()).toMatchObject([{ request: { subject: question("Why?") } }]);
});

it("example questions are offered until the first question", async () => {
  const { tell } = await openTab("Ask");
  await click("button", "What was decided?");
  expect(asked()).toMatchObject([{ request: { subject: question("What was decided?") } }]);
  await tell(work({}, question("What was decided?")));
  expect(all("button", "What is still open?")).toEqual([]);
});

it("a question during a recording is no live note", async () => {
  const { record } = await openTab("Ask", LIVE_MEETING);
  await record();
  await type(FIELD, "Why?");
  await enter();
  expect(asked()).toMatchObject([{ request: { meetingId: "live", subject: question("Why?") } }]);
  expect(asked()[0]?.request.isLive).toBeUndefined();
});

it("a transcript that is too short disables the field", async () => {
  await openTab("Ask", { meetings: [held()], turns: [spoken({ text: "Hello." })] });
  expect(text()).toContain("Nothing to ask about yet");
  expect(one("textbox", FIELD).hasAttribute("disabled")).toBe(true);
  expect(all("button", "What was decided?")).toEqual([]);
});

it("Cancel ends the request and removes the question", async () => {
  const { tell } = await openTab("Ask");
  await tell(work({}, WHY));
  await click("button", "Cancel");
  expect(asked()).toMatchObject([{ type: "cancel-note", request: { subject: WHY } }]);
  expect(all("region", "Why does it move?")).toEqual([]);
});

it("a failed answer shows the reason, and can be tried again", async () => {
  const { tell } = await openTab("Ask", { ...MEETING, notes: [answer] });
  await tell(work({ problem: { reason: "notes-refused" } }, question("And then?")));
  expect(one("region", "And then?").textContent).toContain("refused");
  await click("button", "Try again");
  expect(asked()).toMatchObject([
    { type: "make-note", request: { subject: question("And then?") } },
  ]);
  expect(one("region", "And then?").textContent).not.toContain("refused");
});

describe("earlier questions", () => {
  const history = [
    answer,
    note({ id: "b", subject: question("Who?"), createdAt: 5, markdown: "Nobody says." }),
  ];

  it("are listed in the order they were asked, and not among the notes", async () => {
    await openTab("Ask", { ...MEETING, notes: history });
    const questions = [...one("log", "Questions and answers").querySelectorAll("h2")];
    expect(questions.map((each) => each.textContent)).toEqual(["Why does it move?", "Who?"]);
    expect(all("button", "Summarize meeting")).toEqual([]);
    await click("tab", "Notes");
    expect(one("button", "Summarize meeting")).toBeTruthy();
  });

  it("are deleted after a confirmation", async () => {
    await openTab("Ask", { ...MEETING, notes: history });
    await click("button", "Delete: Who?");
    await click("button", "Cancel");
    expect(all("region", "Who?")).toHaveLength(1);
    await click("button", "Delete: Who?");
    await click("button", "Delete");
    expect(all("region", "Who?")).toEqual([]);
    expect((await listNotes(await openDatabase(), "m")).map(({ id }) => id)).toEqual(["a"]);
  });

  it("have points marked that the transcript does not support", async () => {
    const made = note({ id: "c", subject: WHY, markdown: "- Tom did it.\n- It moves. [1]" });
    await openTab("Ask", { ...MEETING, notes: [made] });
    const items = [...one("log", "Questions and answers").querySelectorAll("li")];
    expect(items.map((each) => each.textContent)).toEqual([
      "Tom did it. Doesn’t say where this was said",
      "It moves. 0:05",
    ]);
  });
});
