/** Copies of the panel, pasted into an editable document, and the page that prints a meeting. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exportFileName } from "../../core/export/file-name.ts";
import { chooseExport, press } from "../../local/browser/panel-driver.ts";
import {
  openScenario,
  picturedWhenFailing,
  type Scenario,
  withoutWords,
} from "../browser/harness.ts";
import { pasted } from "../browser/paste.ts";
import { madeUpMeeting } from "../states/made-up.ts";
import { openKeeper, openState } from "../states/open-state.ts";
import { PANEL_STATES } from "../states/states.ts";

let scenario: Scenario;
let keeper: Page;
beforeAll(async () => {
  scenario = await openScenario(withoutWords());
  keeper = await openKeeper(scenario.browser, scenario.extension);
});
afterAll(() => scenario[Symbol.asyncDispose]());

const at = (name: string, act: (panel: Page) => Promise<void>): Promise<void> =>
  picturedWhenFailing(scenario.browser, async () => {
    const state = PANEL_STATES.find((each) => each.name === name);
    if (!state) throw new Error(`There is no state ${name}.`);
    const panel = await openState({ ...scenario, keeper }, state, { width: 400, scheme: "light" });
    try {
      await act(panel);
    } finally {
      await panel.close();
    }
  });

const TITLE = "Weekly planning: launch, budget and hiring";

/** Elements of the document with their words, as an editor would take them over. */
const elements = (page: Page, selector: string): Promise<string[]> =>
  page.$$eval(`article :is(${selector})`, (found) =>
    found.map(({ tagName, textContent }) => `${tagName}: ${textContent.trim()}`),
  );

it("notes are pasted with their headings, lists and marks, and without styles of the panel", () =>
  at("notes", async (panel) => {
    await press(panel, "button", "Copy notes");
    await panel.locator("::-p-text(Copied)").wait();
    const page = await pasted(scenario.browser);
    const [title, ...headings] = await elements(page, "h1, h2, h3");
    expect(title).toBe(`H1: ${TITLE}`);
    expect(headings).toContain("H2: Action items");
    expect((await elements(page, "ul > li")).length).toBeGreaterThan(3);
    expect(await page.$$('article :is([class], button, svg, [style*="color"])')).toEqual([]);
    await page.close();
  }));

it("a transcript is pasted with who said what, and with times once they are chosen", () =>
  at("transcript", async (panel) => {
    await press(panel, "button", "Export");
    await press(panel, "menuitemcheckbox", "With times");
    await press(panel, "menuitem", "Copy transcript");
    await panel.locator("::-p-text(Copied)").wait();
    const page = await pasted(scenario.browser);
    expect((await elements(page, "strong"))[0]).toMatch(/^STRONG: 0:\d\d \S.*:$/);
    await page.close();
    await press(panel, "button", "Export");
    await press(panel, "menuitemcheckbox", "With times");
  }));

it("the page to print has the name of the meeting's file, its notes and its transcript, and asks to print", () =>
  at("notes", async (panel) => {
    const opened = scenario.browser.waitForTarget((target) => target.url().includes("/print.html"));
    await chooseExport(panel, "Print…");
    const page = await (await opened).page();
    if (!page) throw new Error("There is no page to print.");
    await page.waitForFunction("document.querySelector('main h2') !== null");
    expect(`${await page.title()}.pdf`).toBe(
      exportFileName(TITLE, madeUpMeeting().startedAt, "pdf"),
    );
    const headings = await page.$$eval("h1, h2", (all) => all.map((each) => each.innerText));
    expect(headings).toContain("Transcript");
    expect(await page.$$("button, [class]")).toEqual([]);
    await page.close();
  }));
