/** Find in transcript. */

import { beforeEach, describe, expect, it, vi } from "vitest";
import { listNotes } from "../../entrypoints/shared/database/note-store.ts";
import { openDatabase } from "../../entrypoints/shared/database/open.ts";
import { listTurns } from "../../entrypoints/shared/database/turn-store.ts";
import {
  all,
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

const LABEL = "Find in transcript";
const TEXTS = ["In Zürich and Zurich.", "Nothing.", "To Zürich."];

/** Stands for the CSS highlights that the simulated DOM lacks. */
const highlights = new Map<string, Set<Range>>();
class FakeHighlight extends Set<Range> {
  priority = 0;
}

beforeEach(async () => {
  highlights.clear();
  vi.stubGlobal("Highlight", FakeHighlight);
  vi.stubGlobal("CSS", Object.assign(CSS, { highlights }));
  const turns = TEXTS.map((text, order) => spoken({ order, startMs: order * 1_000, text }));
  await store({ meetings: [held()], turns });
  await openPanel();
});

const marked = (name: string) => [...(highlights.get(name) ?? [])].map(String);
async function press(
  key: string,
  change: KeyboardEventInit = {},
  target: Element | null = document.activeElement,
): Promise<void> {
  const init = { key, bubbles: true, cancelable: true, ...change };
  target?.dispatchEvent(new KeyboardEvent("keydown", init));
  await settle();
}
const pressFind = (change: KeyboardEventInit = { ctrlKey: true }) =>
  press("f", { code: "KeyF", ...change });
const count = () => one("search").querySelector(".count")?.textContent;

it("matches ignore case and accents, are counted and marked, and next wraps around", async () => {
  await click("button", LABEL);
  await type(LABEL, "zurich");
  expect(count()).toBe("1 of 3");
  expect([marked("found-now"), marked("found")]).toEqual([["Zürich"], ["Zurich", "Zürich"]]);
  await press("Enter");
  expect([count(), marked("found-now")]).toEqual(["2 of 3", ["Zurich"]]);
  await click("button", "Next match");
  await press("Enter");
  expect(count()).toBe("1 of 3");
  await press("Enter", { shiftKey: true });
  expect(count()).toBe("3 of 3");
  await click("button", "Previous match");
  expect(count()).toBe("2 of 3");
});

it('an empty field shows no count, and words without a match show "No matches"', async () => {
  await click("button", LABEL);
  expect(count()).toBe("");
  await type(LABEL, "elsewhere");
  expect(count()).toBe("No matches");
  expect(one("button", "Next match").matches(":disabled")).toBe(true);
});

it("Ctrl+F or Cmd+F opens the field, and Escape returns the focus", async () => {
  one("button", "Them").focus();
  await pressFind();
  expect(document.activeElement).toBe(one("textbox", LABEL));
  await type(LABEL, "zurich");
  await press("Escape");
  expect(all("search")).toEqual([]);
  expect(highlights.size).toBe(0);
  expect(document.activeElement).toBe(one("button", "Them"));
  await pressFind({ metaKey: true });
  expect((one("textbox", LABEL) as HTMLInputElement).value).toBe("zurich");
  expect(count()).toBe("1 of 3");
});

it("Ctrl+F is left to Chrome if no transcript is shown", async () => {
  await click("tab", "Notes");
  await pressFind();
  expect(all("search")).toEqual([]);
  expect(all("button", LABEL)).toEqual([]);
});

it("Tab leads to the match", async () => {
  await click("button", LABEL);
  await type(LABEL, "nothing");
  const reachable = one("log").querySelector('button:not([tabindex="-1"])');
  expect(reachable?.closest("article")).toBe(all("article")[1]);
});

it("edited words are found", async () => {
  await click("button", LABEL);
  await type(LABEL, "basel");
  expect(count()).toBe("No matches");
  all("button", "More for this turn")[1]?.click();
  await settle();
  await click("menuitem", "Edit text F2");
  const field = one("textbox", "What was said") as HTMLTextAreaElement;
  field.value = "Basel.";
  field.dispatchEvent(new Event("input"));
  await press("Enter");
  expect([count(), marked("found-now")]).toEqual(["1 of 1", ["Basel"]]);
  expect(text()).toContain("edited");
});

describe("Replace", () => {
  const texts = async () => (await listTurns(await openDatabase(), "m")).map((turn) => turn.text);
  const notes = async () =>
    (await listNotes(await openDatabase(), "m")).map(({ markdown }) => markdown);
  async function replace(words: string, by: string): Promise<void> {
    await click("button", LABEL);
    await type(LABEL, words);
    await click("button", "Replace…");
    await type("Replace with", by);
  }

  it("replaces one match and goes on behind it", async () => {
    await replace("zurich", "Zurich See");
    await click("button", "Replace");
    expect(await texts()).toEqual(["In Zurich See and Zurich.", "Nothing.", "To Zürich."]);
    await press("Enter", {}, one("textbox", "Replace with"));
    expect((await texts())[0]).toBe("In Zurich See and Zurich See.");
    expect(marked("found-now")).toEqual(["Zürich"]);
    await click("button", "Undo");
    expect((await texts())[0]).toBe("In Zurich See and Zurich.");
  });

  it("replaces all matches in turns and notes as they were typed, until Undo", async () => {
    const note = { id: "n", meetingId: "m", model: "x", createdAt: 1, markdown: "- ZURICH [1]." };
    await store({ notes: [note] });
    await openPanel();
    await click("tab", "Transcript");
    await replace("zurich", "Bern");
    await click("button", "Replace all");
    expect(await texts()).toEqual(["In Bern and Bern.", "Nothing.", "To Bern."]);
    expect(await notes()).toEqual([note.markdown, "- Bern [1]."]);
    expect(one("button", "Replace all").matches(":disabled")).toBe(true);
    await click("button", "Undo");
    expect(await texts()).toEqual(TEXTS);
    expect(await notes()).toEqual([note.markdown]);
  });
});
