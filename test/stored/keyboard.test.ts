/** The whole panel can be used with the keyboard alone, and the focus is visible. */

import type { Page } from "puppeteer-core";
import { describe, expect, it, vi } from "vitest";
import { PANEL_STATES } from "../states/states.ts";
import { focused, missed, tabTo, walk } from "./focus.ts";
import { browserForStates } from "./in-state.ts";

const SOON = { timeout: 20_000, interval: 50 };
const VIEW = { width: 400, scheme: "light" } as const;

const inState = browserForStates();

/** Runs a test with the panel in the state of this name. */
function at(name: string, test: (panel: Page) => Promise<void>): Promise<void> {
  const state = PANEL_STATES.find((each) => each.name === name);
  if (!state) throw new Error(`There is no state “${name}”.`);
  return inState(state, VIEW, test);
}

describe("the Tab key reaches every control, visibly, in the state", () => {
  it.each(PANEL_STATES)("$name", ({ name }) =>
    at(name, async (panel) => {
      // A control that comes while Tab passes its place is reached the next time.
      await vi.waitUntil(async () => {
        const places = await walk(panel);
        expect(places.filter(({ isSeen }) => !isSeen)).toEqual([]);
        return (await missed(panel)).length === 0;
      }, SOON);
    }),
  );
});

it("moves from top to bottom: meeting, transcript, player, recording", () =>
  at("transcript-heard", async (panel) => {
    const names = (await walk(panel)).map(({ name }) => name);
    expect(names.filter((name) => !name.startsWith("div"))).toEqual([
      "button Weekly planning: launch, budget and hiri",
      "button Export",
      "button More",
      "button Meetings",
      "button Settings",
      "tab Transcript",
      "button Find in transcript",
      "button Key points1 decision · 1 task · 1 questi",
      "button Them",
      "button Play from 0:36",
      "button More for this turn",
      "slider Position",
      "button Back 5 seconds",
      "button Play",
      "button Forward 5 seconds",
      "select Who is heard",
      "select Speed",
      "button Everyone knows",
      "button Copy",
      "button Not now",
      "input This tab",
      "button Start",
    ]);
  }));

describe("Escape returns the focus to the button that opened", () => {
  it.each([
    ["the export menu", "button Export", []],
    ["the menu of the meeting", "button More", []],
    ["the question before audio is deleted", "button More", ["ArrowDown", "ArrowDown", "Enter"]],
    ["the field of the title", "button Weekly planning: launch, budget and hiring", []],
    ["the find bar", "button Find in transcript", []],
    ["the menu of a turn", "button More for this turn", []],
  ] as const)("%s", (_, from, keys) =>
    at("transcript-heard", async (panel) => {
      await tabTo(panel, from);
      await panel.keyboard.press("Enter");
      await leaves(panel, from);
      for (const key of keys) await panel.keyboard.press(key);
      if (keys.length > 0) await panel.waitForSelector('[role="alertdialog"]');
      await panel.keyboard.press("Escape");
      await vi.waitUntil(async () => (await focused(panel)) === from, SOON);
    }),
  );
});

it("moves to the title when the back button disappears", () =>
  at("settings", async (panel) => {
    await tabTo(panel, "button Back");
    await panel.keyboard.press("Enter");
    await vi.waitUntil(async () => (await focused(panel)) === "h1 Earshot", SOON);
  }));

const leaves = (panel: Page, name: string): Promise<boolean> =>
  vi.waitUntil(async () => (await focused(panel)) !== name, SOON);
