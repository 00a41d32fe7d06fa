import { expect, it, vi } from "vitest";
import type { Note, OwnLine } from "../../core/meeting.ts";
import { withLineChanges } from "../../core/notes/own-lines.ts";
import { STANDARD } from "../../core/notes/subject.ts";
import { getMeeting, updateMeeting } from "../../entrypoints/shared/database/meeting-store.ts";
import { withDatabase } from "../../entrypoints/shared/database/open.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  channelStatus,
  click,
  held,
  liveState,
  one,
  openPanel,
  openRecorder,
  settle,
  spoken,
  store,
  storeAudio,
  text,
} from "./support/panel.ts";
import { press } from "./support/library.ts";
import { openSecondPanel } from "./support/second-panel.ts";

const LIVE = held({ id: "live", title: "Weekly", state: "recording", durationMs: 0 });

const stored = async (): Promise<readonly OwnLine[]> =>
  (await withDatabase((database) => getMeeting(database, "live")))?.ownLines ?? [];
const texts = (lines: readonly OwnLine[]): readonly string[] => lines.map(({ text }) => text);
const fields = (): HTMLTextAreaElement[] =>
  all("textbox").filter((field) => field instanceof HTMLTextAreaElement);
const last = (): HTMLTextAreaElement => fields().at(-1) as HTMLTextAreaElement;

async function write(field: HTMLTextAreaElement, text: string): Promise<void> {
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await settle();
}

async function openAt(seconds: number, meeting = LIVE) {
  await store({ meetings: [meeting] });
  const status = (now: number) => ({
    channels: [channelStatus({ recordedSamples: now * 16_000 })],
  });
  const recorder = openRecorder(() => [{ type: "state", state: liveState(status(seconds)) }]);
  const at = (now: number) => recorder.state(status(now));
  await openPanel();
  return { recorder, at };
}

/** Stores what another panel has typed. */
async function storeLine(line: OwnLine, after: string | null) {
  const meeting = await withDatabase((database) =>
    updateMeeting(database, "live", (now) => withLineChanges(now, [{ type: "put", line, after }])),
  );
  if (!meeting) throw new Error("no meeting");
  return meeting;
}

it("a line is stored as typed, with the second at which it was begun", async () => {
  const { at } = await openAt(12);
  await write(last(), "Ask");
  await at(15);
  await write(fields()[0] as HTMLTextAreaElement, "Ask **Priya** <b>");
  await vi.waitFor(async () =>
    expect(await stored()).toMatchObject([{ text: "Ask **Priya** <b>", atMs: 12_000 }]),
  );
  expect(one("button", "Go to 0:12 in the transcript")).toBeTruthy();
  // The next line waits.
  expect(last().value).toBe("");
});

it("Enter begins the next line, and Backspace at its beginning joins the two again", async () => {
  await openAt(1);
  await write(last(), "one two");
  const field = fields()[0] as HTMLTextAreaElement;
  field.setSelectionRange(3, 3);
  await press(field, "Enter");
  expect(fields().map(({ value }) => value)).toEqual(["one", " two", ""]);
  expect(document.activeElement).toBe(fields()[1]);
  await vi.waitFor(async () => expect(texts(await stored())).toEqual(["one", " two"]));
  const second = fields()[1] as HTMLTextAreaElement;
  second.setSelectionRange(0, 0);
  await press(second, "Backspace");
  expect(document.activeElement).toBe(fields()[0]);
  await vi.waitFor(async () => expect(texts(await stored())).toEqual(["one two"]));
});

it("several lines are pasted as several lines", async () => {
  await openAt(1);
  await write(last(), "one\r\ntwo\n! three");
  await vi.waitFor(async () =>
    expect(await stored()).toMatchObject([
      { text: "one" },
      { text: "two" },
      { text: "three", kind: "decision" },
    ]),
  );
});

it.each([
  ["[] ", { kind: "task" }],
  ["[ ] ", { kind: "task" }],
  ["[x] ", { kind: "task", isDone: true }],
  ["! ", { kind: "decision" }],
])("%s at the beginning makes a kind of line", async (typed, kind) => {
  await openAt(1);
  await write(last(), `${typed}write it`);
  await vi.waitFor(async () =>
    expect(await stored()).toMatchObject([{ text: "write it", ...kind }]),
  );
  expect(fields()[0]?.value).toBe("write it");
});

it("keys and buttons make a task and a decision, and take the kind away again", async () => {
  await openAt(1);
  await write(last(), "write it");
  const key = { code: "Digit9", ctrlKey: true, shiftKey: true };
  const kind = async () => (await stored())[0]?.kind;
  await press(fields()[0] as HTMLTextAreaElement, ")", key);
  await vi.waitFor(async () => expect(await kind()).toBe("task"));
  document.querySelector<HTMLInputElement>('input[type="checkbox"]')?.click();
  await vi.waitFor(async () => expect((await stored())[0]).toMatchObject({ isDone: true }));
  await click("button", "Decision");
  await vi.waitFor(async () => expect(await kind()).toBe("decision"));
  expect((await stored())[0]).not.toHaveProperty("isDone");
  await click("button", "Decision");
  await vi.waitFor(async () => expect(await kind()).toBeUndefined());
});

it("what was typed last is stored by the service worker if the panel closes", async () => {
  await openAt(1);
  chromeNow.answer = () => ({ ok: true, value: null });
  const field = last();
  field.focus();
  field.value = "the end";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  // In the same task: nothing that waits would run any more.
  dispatchEvent(new Event("pagehide"));
  expect(chromeNow.sent).toMatchObject([
    {
      type: "edit-lines",
      meetingId: "live",
      changes: [{ type: "put", line: { text: "the end" } }],
    },
  ]);
});

it("what was typed last is stored if another view is opened", async () => {
  await openAt(1);
  const field = last();
  field.value = "the end";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await click("button", "Meetings");
  await vi.waitFor(async () => expect(texts(await stored())).toEqual(["the end"]));
});

it("lines of another panel appear without touching the line that is being typed", async () => {
  const { recorder } = await openAt(1);
  await write(last(), "mine");
  await vi.waitFor(async () => expect(await stored()).toHaveLength(1));
  const [mine] = await stored();
  const field = fields()[0] as HTMLTextAreaElement;
  field.value = "mine, and more";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const meeting = await storeLine({ id: "other", atMs: 5_000, text: "theirs" }, mine?.id ?? null);
  await recorder.say({ type: "meeting", meeting });
  expect(fields().map(({ value }) => value)).toEqual(["mine, and more", "theirs", ""]);
  await vi.waitFor(async () => expect(texts(await stored())).toEqual(["mine, and more", "theirs"]));
});

it("two panels write lines at once, and none is lost", async () => {
  await openAt(1);
  const panels = await openSecondPanel();
  panels.look("first");
  const first = last();
  panels.look("second");
  const second = last();
  for (const [field, text] of [
    [first, "from the first"],
    [second, "from the second"],
  ] as const) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  await vi.waitFor(async () =>
    expect(new Set(texts(await stored()))).toEqual(new Set(["from the first", "from the second"])),
  );
  await vi.waitFor(() => expect(fields()).toHaveLength(3));
});

it("Ctrl+J goes to the notepad from anywhere in the panel", async () => {
  await openAt(1);
  await click("tab", "Ask");
  await press(document.body, "j", { code: "KeyJ", ctrlKey: true });
  expect(document.activeElement).toBe(last());
});

const DONE = held({
  ownLines: [{ id: "a", atMs: 4_000, text: "nineteenth?" }],
  channels: [{ name: "tab", transcribedSamples: 65 * 16_000 }],
});
const TURNS = [spoken({ text: "It moves to the nineteenth of March, she says." })];
const NOTE: Note = {
  id: "n",
  meetingId: "m",
  subject: STANDARD,
  markdown: "## Summary\n\n- It moves. [1]",
  ownPoints: [{ line: "a", markdown: "- Yes, in March. [1]" }],
  model: "claude",
  createdAt: 1,
};

it("after the meeting each line stands above what the model adds to it, and can still be changed", async () => {
  await store({ meetings: [DONE], turns: TURNS, notes: [NOTE] });
  await openPanel();
  await click("tab", "Notes");
  const pad = one("region", "My notes");
  expect(pad.textContent).toContain("Yes, in March.");
  expect(fields()[0]?.value).toBe("nineteenth?");
  await write(fields()[0] as HTMLTextAreaElement, "the nineteenth");
  await vi.waitFor(async () => {
    const meeting = await withDatabase((database) => getMeeting(database, "m"));
    expect(texts(meeting?.ownLines ?? [])).toEqual(["the nineteenth"]);
  });
  expect(one("region", "My notes").textContent).toContain("Yes, in March.");
});

it("without notes the lines are the notes", async () => {
  await store({ meetings: [DONE] });
  await openPanel();
  await click("tab", "Notes");
  expect(fields()[0]?.value).toBe("nineteenth?");
  expect(one("button", "Export").hasAttribute("disabled")).toBe(false);
});

it("notes of a part say which part, and are offered again when the rest is there", async () => {
  storeAudio("m", 65);
  const part = { ...NOTE, upToMs: 20_000 };
  const channels = [{ name: "tab" as const, transcribedSamples: 20 * 16_000 }];
  await store({ meetings: [{ ...DONE, channels }], turns: TURNS, notes: [part] });
  const recorder = openRecorder();
  await openPanel();
  await click("tab", "Notes");
  expect(text()).toContain("Covers 0:00–0:20 of 1:05");
  expect(all("button", "Make notes of all of it")).toEqual([]);
  await withDatabase((database) => updateMeeting(database, "m", () => DONE));
  await recorder.state({ meetingId: "m", activity: "transcribing" });
  await recorder.state({ meetingId: "m", activity: "transcribing", phase: "saved" });
  chromeNow.answer = () => ({ ok: true, value: null });
  await click("button", "Make notes of all of it");
  expect(chromeNow.sent).toMatchObject([{ type: "make-note", request: { subject: STANDARD } }]);
});

it("a stored meeting opens on its notes if it has some, else on its transcript", async () => {
  const other = held({ id: "other", title: "Standup", startedAt: 1 });
  await store({ meetings: [{ ...DONE, ownLines: [] }, other], turns: TURNS, notes: [NOTE] });
  await openPanel();
  const isSelected = (name: string) => one("tab", name).getAttribute("aria-selected");
  expect(isSelected("Notes")).toBe("true");
  await click("tab", "Transcript");
  for (const [title, tab] of [
    ["Standup", "Transcript"],
    ["Weekly", "Notes"],
  ] as const) {
    await click("button", "Meetings");
    const row = all("button").find(({ textContent }) => textContent.trim().startsWith(title));
    await click("button", row?.textContent.trim());
    expect(isSelected(tab)).toBe("true");
  }
});
