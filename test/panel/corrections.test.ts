/** Corrections of a word in the whole transcript and in notes, and the words that recognition is to expect. */

import { describe, expect, it } from "vitest";
import type { Note, Turn } from "../../core/meeting.ts";
import { listNotes } from "../../entrypoints/shared/database/note-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { listTurns } from "../../entrypoints/shared/database/turn-store.ts";
import { chromeNow } from "./support/chrome.ts";
import {
  all,
  click,
  held,
  one,
  openPanel,
  openRecorder,
  savedSettings,
  settle,
  spoken,
  store,
  SETTINGS,
  text,
} from "./support/panel.ts";

const TURNS = Array.from({ length: 30 }, (_, order) =>
  spoken({ order, startMs: order * 1_000, text: `Gray said number ${order}.` }),
);
const NOTE: Note = {
  id: "n",
  meetingId: "m",
  markdown: "## Summary\n- Gray counts. [1]",
  model: "model",
  createdAt: 1,
};

async function open(turns: readonly Turn[] = TURNS, notes: readonly Note[] = []): Promise<void> {
  await store({ meetings: [held()], turns, notes });
  await openPanel();
  await click("tab", "Transcript");
}

/** Corrects the first turn. */
async function correct(words: string, index = 0): Promise<void> {
  all("button", "More for this turn")[index]?.click();
  await settle();
  await click("menuitem", "Edit text F2");
  await write("What was said", words);
}
async function write(name: string, words: string): Promise<void> {
  const field = one("textbox", name) as HTMLTextAreaElement;
  field.value = words;
  field.dispatchEvent(new Event("input"));
  field.dispatchEvent(
    new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }),
  );
  await settle();
}
const texts = async () => (await listTurns(await openDatabase(), "m")).map((turn) => turn.text);
const notes = async () => listNotes(await openDatabase(), "m");
const offers = () => all("region", "Suggestion").map(({ textContent }) => textContent.trim());
const buttons = () =>
  [...one("region", "Suggestion").querySelectorAll(".actions button")].map(({ textContent }) =>
    textContent.trim(),
  );

it("a new name of a speaker is offered for notes that say the old one", async () => {
  const markdown = "- **Them**: pays, says Them. Ask them. [1]";
  await open(TURNS, [{ ...NOTE, markdown }]);
  all("button", "Them")[0]?.click();
  await settle();
  await write("Name", "Laura");
  expect(offers()[0]).toContain("Your notes still say “Them”.");
  await click("button", "Change in notes");
  expect((await notes()).at(-1)?.markdown).toBe("- **Laura**: pays, says Laura. Ask them. [1]");
  expect(await texts()).toEqual(TURNS.map((turn) => turn.text));
});

describe("a corrected word", () => {
  it("is replaced in 30 turns and the notes by one more click, and back by Undo", async () => {
    await open(TURNS, [NOTE]);
    await correct("Great said number 0.");
    expect(offers()[0]).toContain("“Gray” is now “Great”. Notes change too, marked as edited.");
    await click("button", "Replace all 30");
    expect(await texts()).toEqual(TURNS.map((turn) => turn.text.replace("Gray", "Great")));
    const [before, after] = await notes();
    expect(before).toEqual(NOTE);
    expect(after).toMatchObject({
      markdown: "## Summary\n- Great counts. [1]",
      isEdited: true,
      model: "model",
    });
    expect(text()).toContain("Replaced 30 places.");

    await click("button", "Undo");
    expect(await texts()).toEqual([
      "Great said number 0.",
      ...TURNS.slice(1).map((turn) => turn.text),
    ]);
    expect(await notes()).toEqual([NOTE]);
    expect((await listTurns(await openDatabase(), "m"))[1]).toEqual(TURNS[1]);
  });

  it("can be edited again before Undo, which leaves that edit alone", async () => {
    await open();
    await correct("Great said number 0.");
    await click("button", "Replace all 29");
    await correct("Something else.", 5);
    await click("button", "Undo");
    expect((await texts())[5]).toBe("Something else.");
    expect((await texts())[6]).toBe("Gray said number 6.");
  });

  it("becomes a key term, of a running recording too, and Undo takes it back", async () => {
    await store({
      meetings: [held({ id: "live", state: "recording" })],
      turns: [spoken({ meetingId: "live", text: "Ask Gray." })],
    });
    const recorder = openRecorder();
    chromeNow.answer = () => ({ ok: true, value: null });
    await openPanel();
    await recorder.state();
    await correct("Ask Great.");
    expect(buttons()).toEqual(["Expect this word from now on"]);
    await click("button", "Expect this word from now on");
    expect(savedSettings().speech.keyTerms).toEqual(["Great"]);
    const acts = chromeNow.sent.flatMap((request) => (request as { act?: unknown }).act ?? []);
    expect(acts).toEqual([{ type: "configure", settings: savedSettings() }]);
    expect(offers()).toEqual([]);
    await click("button", "Undo");
    expect(savedSettings().speech.keyTerms).toEqual([]);
  });

  it("is not offered as a key term if this computer transcribes, or if it is one already", async () => {
    await store({ meetings: [held()], turns: TURNS });
    const { speech } = SETTINGS;
    await openPanel({ ...SETTINGS, speech: { ...speech, keyTerms: ["great"] } });
    await correct("Great said number 0.");
    expect(buttons()).toEqual(["Replace all 29"]);
    await openPanel({ ...SETTINGS, speech: { ...speech, place: "computer" } });
    await correct("Greta said number 1.", 1);
    expect(buttons()).toEqual(["Replace all 28"]);
  });

  it("offers nothing if a frequent word was corrected, or if what was heard is restored", async () => {
    await open([{ ...spoken({ text: "Ask Great." }), heardText: "Ask Gray." }]);
    all("button", "More for this turn")[0]?.click();
    await settle();
    await click("menuitem", "Restore what was heard");
    expect(offers()).toEqual([]);
    await correct("Ask her Gray.");
    expect(offers()).toEqual([]);
  });

  it("offers nothing any more once dismissed, and the focus stays in the transcript", async () => {
    await open();
    await correct("Great said number 0.");
    await click("button", "Dismiss");
    expect(offers()).toEqual([]);
    expect(document.activeElement?.contains(one("log"))).toBe(true);
  });
});
