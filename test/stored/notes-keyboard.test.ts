/** Notes, their editor, tasks, sections, versions and language, and the notepad are used with the keyboard alone. */

import type { Page } from "puppeteer-core";
import { describe, expect, it } from "vitest";
import { PANEL_STATES } from "../states/states.ts";
import { focused, tabTo } from "./focus.ts";
import { browserForStates } from "./in-state.ts";

const SOON = { timeout: 20_000, interval: 50 };

const inState = browserForStates();

function at(name: string, test: (panel: Page) => Promise<void>): Promise<void> {
  const state = PANEL_STATES.find((each) => each.name === name);
  if (!state) throw new Error(`There is no state “${name}”.`);
  return inState(state, { width: 400, scheme: "light" }, test);
}

async function press(panel: Page, ...keys: readonly string[]): Promise<void> {
  for (const chord of keys) {
    const parts = chord.split("+");
    const key = parts.pop() ?? "";
    for (const held of parts) await panel.keyboard.down(held as "Control");
    await panel.keyboard.press(key as "Enter");
    for (const held of parts) await panel.keyboard.up(held as "Control");
  }
}

/** Resolves when the focus is on the control of this name. */
const focus = (panel: Page, name: string): Promise<void> =>
  expect.poll(() => focused(panel), SOON).toBe(name);

/** Resolves when the focus is on a control whose name begins so. */
const focusOn = (panel: Page, beginning: string): Promise<void> =>
  expect.poll(() => focused(panel), SOON).toMatch(new RegExp(`^${beginning}`));

const shownNotes = (panel: Page): Promise<string> =>
  panel.$eval('article[aria-label="Notes"]', ({ textContent }) => textContent);

const EDIT = "button Edit notes";
const EDITOR = "textbox Text of the notes";

describe("the editor of notes", () => {
  async function openEditor(panel: Page): Promise<void> {
    await tabTo(panel, EDIT);
    await press(panel, "Enter");
    await focusOn(panel, EDITOR);
  }

  /** Drafts outlive the panel. */
  async function discard(panel: Page): Promise<void> {
    await press(panel, "Escape");
    await focus(panel, "button Keep editing");
    await press(panel, "Tab", "Enter");
    await focus(panel, EDIT);
  }

  it("is entered, written in and left with Save, and the focus returns to its button", () =>
    at("notes", async (panel) => {
      await openEditor(panel);
      await press(panel, "Control+End", "Enter");
      await panel.keyboard.type("Ask finance");
      await press(panel, "Control+s");
      await focus(panel, EDIT);
      expect(await shownNotes(panel)).toContain("Ask finance");
      expect(await shownNotes(panel)).toContain("Version 3 of 3");
    }));

  it("has a toolbar in front of it with one place in the tab order", () =>
    at("notes", async (panel) => {
      await openEditor(panel);
      await press(panel, "Shift+Tab");
      await focus(panel, "button Undo");
      await press(panel, "ArrowLeft");
      await focus(panel, "button Code");
      await press(panel, "Home", "ArrowRight", "ArrowRight");
      await focus(panel, "button Heading");
      await press(panel, "Tab");
      await focusOn(panel, EDITOR);
      await press(panel, "Shift+Tab");
      await focus(panel, "button Heading");
      await press(panel, "ArrowRight", "Space");
      await focusOn(panel, EDITOR);
      await panel.keyboard.type("Bold");
      await expect.poll(() => panel.$$eval(".ProseMirror strong", (all) => all.length)).toBe(1);
      await discard(panel);
    }));

  it("asks before it discards, and the focus goes where the answer leads", () =>
    at("notes", async (panel) => {
      await openEditor(panel);
      await panel.keyboard.type("x");
      await press(panel, "Escape");
      await focus(panel, "button Keep editing");
      await press(panel, "Escape");
      await focusOn(panel, EDITOR);
      await discard(panel);
      expect(await shownNotes(panel)).toContain("Version 2 of 2");
    }));

  it("is left without a question if nothing was changed", () =>
    at("notes", async (panel) => {
      await openEditor(panel);
      await press(panel, "Escape");
      await focus(panel, EDIT);
    }));
});

it("a task is ticked with Space and keeps the focus", () =>
  at("notes", async (panel) => {
    const task = "input Bring the figures for the second quarter, “as soon as possible”.";
    await tabTo(panel, task);
    const done = (): Promise<number> =>
      panel.$$eval('article[aria-label="Notes"] .tick:checked', (all) => all.length);
    const before = await done();
    await press(panel, "Space");
    await expect.poll(done, SOON).toBe(before + 1);
    await focus(panel, task);
    await press(panel, "Space");
    await expect.poll(done, SOON).toBe(before);
    await focus(panel, task);
  }));

describe("the menu of a section", () => {
  const MENU = "button Section “Summary”";

  it("opens, is walked with the arrows, and returns the focus", () =>
    at("notes", async (panel) => {
      await tabTo(panel, MENU);
      await press(panel, "Enter");
      await focus(panel, "menuitem Copy");
      await press(panel, "ArrowDown", "ArrowDown");
      await focus(panel, "menuitem Shorten");
      await press(panel, "End");
      await focus(panel, "menuitem Make formal");
      await press(panel, "m");
      await focus(panel, "menuitem Make again");
      await press(panel, "Escape");
      await focus(panel, MENU);
    }));

  it("leaves the focus in the notes when the section is made again", () =>
    at("notes", async (panel) => {
      await tabTo(panel, MENU);
      await press(panel, "Enter");
      await focus(panel, "menuitem Copy");
      await press(panel, "ArrowDown", "Enter");
      await panel.locator("::-p-text(Try again)").wait();
      await expect
        .poll(
          () => panel.evaluate(() => document.activeElement?.closest('[role="tabpanel"]') !== null),
          SOON,
        )
        .toBe(true);
    }));
});

it("versions are walked and compared, and the focus stays beside them", () =>
  at("notes-compared", async (panel) => {
    const COMPARE = "button Compare with the version before";
    await tabTo(panel, COMPARE);
    await expect.poll(() => panel.$(".comparison"), SOON).not.toBeNull();
    await press(panel, "Enter");
    await expect.poll(() => panel.$(".comparison"), SOON).toBeNull();
    await focus(panel, COMPARE);
    await tabTo(panel, "button Older version");
    await press(panel, "Enter");
    await focus(panel, "button Newer version");
    await press(panel, "Enter");
    await focus(panel, "button Older version");
  }));

it("the language of notes is chosen, and the focus returns to its button", () =>
  at("notes", async (panel) => {
    await tabTo(panel, "button Language of notes: The spoken language");
    await press(panel, "Enter");
    await focusOn(panel, "menuitemradio As in Settings");
    await press(panel, "g");
    await focus(panel, "menuitemradio German");
    await press(panel, "Enter");
    await focusOn(panel, "button Language of notes: German");
    await press(panel, "Space", "Home", "Enter");
    await focusOn(panel, "button Language of notes: The spoken language");
  }));

describe("the notepad", () => {
  const lines = (panel: Page): Promise<string[]> =>
    panel.$$eval("section.pad li", (all) =>
      all.map((line) => {
        const box = line.querySelector<HTMLInputElement>("input[type=checkbox]");
        const text = line.querySelector("textarea")?.value ?? "";
        const sign = box
          ? box.checked
            ? "[x] "
            : "[ ] "
          : line.classList.contains("decision")
            ? "! "
            : "";
        return sign + text;
      }),
    );

  it("is reached with its keys and written line by line", () =>
    at("recording-notepad", async (panel) => {
      const before = await lines(panel);
      await tabTo(panel, "tab Transcript");
      await press(panel, "Control+j");
      await focusOn(panel, "textarea Write a note…");
      await panel.keyboard.type("Call Ann");
      await press(panel, "Enter");
      await panel.keyboard.type("[] Send it");
      await press(panel, "Enter", "Enter");
      await panel.keyboard.type("We go on");
      await press(panel, "Control+Shift+Digit8");
      await expect
        .poll(() => lines(panel), SOON)
        .toEqual([...before.slice(0, -1), "Call Ann", "[ ] Send it", "! We go on", ""]);
      await press(panel, "Home", "ArrowUp", "Home", "ArrowUp");
      await focusOn(panel, "textarea Line at");
      await press(panel, "End", "Enter");
      await panel.keyboard.type("x");
      await press(panel, "Backspace", "Backspace");
      await expect.poll(async () => (await lines(panel)).at(-4), SOON).toBe("Call Ann");
      await focusOn(panel, "textarea Line at");
    }));

  it("ticks a task with Space, and Tab leads through a line and out of it", () =>
    at("recording-notepad", async (panel) => {
      await tabTo(panel, "input Done");
      await press(panel, "Space");
      await expect.poll(async () => (await lines(panel))[1], SOON).toMatch(/^\[x\] /);
      await focus(panel, "input Done");
      await press(panel, "Tab");
      await focusOn(panel, "textarea Line at");
      await press(panel, "Tab");
      await focus(panel, "button Task");
      await press(panel, "Tab");
      await focus(panel, "button Decision");
      await press(panel, "Space");
      await expect.poll(async () => (await lines(panel))[1], SOON).toMatch(/^! /);
    }));
});
