/** All of the panel can be used with the keyboard alone, and one sees where it is. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openKeeper, openState } from "../states/open-state.ts";
import { PANEL_STATES } from "../states/states.ts";
import {
  openScenario,
  picturedWhenFailing,
  type Scenario,
  withoutWords,
} from "../browser/harness.ts";
import { focused, missed, walk } from "./focus.ts";

const SOON = { timeout: 20_000, interval: 50 };
const VIEW = { width: 400, scheme: "light" } as const;

let scenario: Scenario;
let keeper: Page;
beforeAll(async () => {
  scenario = await openScenario(withoutWords());
  keeper = await openKeeper(scenario.browser, scenario.extension);
});
afterAll(() => scenario[Symbol.asyncDispose]());

/** Opens the panel at the state of this name for a test. */
const at = (name: string, test: (panel: Page) => Promise<void>): Promise<void> =>
  picturedWhenFailing(scenario.browser, async () => {
    const state = PANEL_STATES.find((each) => each.name === name);
    if (!state) throw new Error(`There is no state “${name}”.`);
    const panel = await openState({ ...scenario, keeper }, state, VIEW);
    try {
      await test(panel);
    } finally {
      await panel.close();
    }
  });

describe("the Tab key comes by everything, and it shows", () => {
  it.each(PANEL_STATES)("$name", ({ name }) =>
    at(name, async (panel) => {
      const places = await walk(panel);
      expect(places.filter(({ isSeen }) => !isSeen)).toEqual([]);
      expect(await missed(panel)).toEqual([]);
    }),
  );
});

it("goes from the top to the bottom: meeting, transcript, player, recording", () =>
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
      "button Play from 0:36",
      "button Them",
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

describe("Escape leads back to where one came from", () => {
  it.each([
    ["the menu of exports", "button Export", []],
    ["the menu of the meeting", "button More", []],
    ["the question before sound is deleted", "button More", ["ArrowDown", "ArrowDown", "Enter"]],
    ["the title that is written", "button Weekly planning: launch, budget and hiring", []],
    ["the search in the transcript", "button Find in transcript", []],
    ["the menu of a turn", "button More for this turn", []],
  ] as const)("from %s", (_, from, keys) =>
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

it("is at the title where there is no way back any more", () =>
  at("settings", async (panel) => {
    await tabTo(panel, "button Back");
    await panel.keyboard.press("Enter");
    await vi.waitUntil(async () => (await focused(panel)) === "h1 Earshot", SOON);
  }));

async function tabTo(panel: Page, name: string): Promise<void> {
  await walk(panel);
  for (let presses = 0; (await focused(panel)) !== name; presses++) {
    if (presses > 60) throw new Error(`The Tab key does not come by “${name}”.`);
    await panel.keyboard.press("Tab");
  }
}

const leaves = (panel: Page, name: string): Promise<boolean> =>
  vi.waitUntil(async () => (await focused(panel)) !== name, SOON);
