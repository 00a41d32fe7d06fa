import type { Page } from "puppeteer-core";
import { expect, test, vi } from "vitest";
import { press } from "../../local/browser/panel-driver.ts";
import {
  lastTurnId,
  meetingOf,
  openKeeper,
  openPanelInTab,
  storeMeeting,
  turnsOf,
} from "../meetings/stored-meeting.ts";
import { inBrowser, withoutWords } from "../browser/harness.ts";

const COUNT = 5_000;
const LONG = { timeout: 60_000, interval: 50 };
const SPEAKERS = ["A", "B", "C"];
const TURNS = turnsOf("long", COUNT).map((turn, index) => ({
  ...turn,
  channel: "tab" as const,
  speaker: SPEAKERS[index % 3] ?? null,
  // The first turn and every thousandth after it.
  text: index % 1_000 === 0 ? `${index + 1}. Nach Zürich.` : turn.text,
}));

test("edits of 5,000 turns are stored, and words in them are found", async () => {
  await inBrowser(withoutWords(), async ({ browser, extension }) => {
    const keeper = await openKeeper(browser, extension);
    await storeMeeting(keeper, meetingOf("long", COUNT * 7_000, 1), TURNS);
    await keeper.close();
    const panel = await openPanelInTab({ browser, extension });
    await drawn(panel);

    // The last three turns are of speakers C, A and B.
    await openMenu(panel, 4_999);
    await press(panel, "menuitem", "Edit text");
    await panel.locator('textarea[aria-label="What was said"]').fill("Put right.");
    await panel.keyboard.press("Enter");
    await shows(panel, 4_999, "Put right.");
    await expect.poll(() => focused(panel)).toBe("More for this turn");

    await openMenu(panel, 5_000);
    await press(panel, "menuitem", "Speaker");
    await panel.locator('::-p-aria([name="Speaker C"][role="menuitemradio"])').click();
    await shows(panel, 5_000, "Speaker C");
    await openMenu(panel, 4_998);
    await press(panel, "menuitem", "Speaker");
    await press(panel, "menuitem", "Someone else…");
    await panel.locator('input[aria-label="Name of the speaker"]').fill("Ruth");
    await panel.keyboard.press("Enter");
    await shows(panel, 4_998, "Ruth");
    await openMenu(panel, 4_999);
    await press(panel, "menuitem", "Merge Speaker A into");
    await press(panel, "menuitem", "Speaker B");
    await shows(panel, 4_999, "Speaker B");

    await panel.keyboard.down("Control");
    await panel.keyboard.press("f");
    await panel.keyboard.up("Control");
    await panel.locator('[role="search"] input').fill("zurich");
    await finds(panel, "1 of 5", "Zürich", 1);
    await panel.keyboard.press("Enter");
    await finds(panel, "2 of 5", "Zürich", 1_001);
    await press(panel, "button", "Next match");
    await finds(panel, "3 of 5", "Zürich", 2_001);
    await press(panel, "button", "Previous match");
    await finds(panel, "2 of 5", "Zürich", 1_001);
    await panel.locator('[role="search"] input').fill("put RIGHT");
    await finds(panel, "1 of 1", "Put right", 4_999);
    await panel.keyboard.press("Escape");
    await expect.poll(() => highlighted(panel)).toBeNull();
    await expect.poll(() => focused(panel)).toBe("More for this turn");

    await panel.reload();
    await drawn(panel);
    await shows(panel, 4_998, "Ruth");
    await shows(panel, 4_999, "Speaker B", "Put right.", "edited");
    await shows(panel, 5_000, "Speaker C");
    await shows(panel, 1, "Speaker B");
    await expect.poll(() => reachableRows(panel)).toBe(1);
  });
});

const drawn = (panel: Page) =>
  panel
    .locator(`[role="log"][aria-busy="false"] [data-turn="${lastTurnId(TURNS)}"]`)
    .setTimeout(LONG.timeout)
    .wait();

const turn = (number: number): string => `[data-turn="long/tab/0/${number - 1}"]`;

const openMenu = (panel: Page, number: number): Promise<void> =>
  panel.locator(`${turn(number)} [aria-label="More for this turn"]`).click();

/** Waits until the turn contains all these words. */
async function shows(panel: Page, number: number, ...words: readonly string[]): Promise<void> {
  const text = () => panel.$eval(turn(number), ({ textContent }) => textContent);
  await vi.waitFor(async () => {
    const shown = await text();
    for (const each of words) expect(shown).toContain(each);
  }, LONG);
}

/** Waits until the find bar shows this count, and the current match is this one, highlighted and in view. */
async function finds(panel: Page, count: string, words: string, number: number): Promise<void> {
  await panel.locator(`::-p-xpath(//*[@role="search"]//span[normalize-space()="${count}"])`).wait();
  await vi.waitFor(
    async () => expect(await highlighted(panel)).toEqual({ words, number, isInView: true }),
    LONG,
  );
}

const highlighted = (panel: Page) =>
  panel.evaluate(() => {
    const [range] = CSS.highlights.get("found-now") ?? [];
    if (!(range instanceof Range)) return null;
    const view = document.querySelector('[role="log"]')?.parentElement?.getBoundingClientRect();
    const box = range.getBoundingClientRect();
    const id = range.startContainer.parentElement?.closest<HTMLElement>("[data-turn]")?.dataset;
    return {
      words: range.toString(),
      number: Number(id?.["turn"]?.split("/").at(-1)) + 1,
      isInView: view !== undefined && box.top >= view.top && box.bottom <= view.bottom,
    };
  });

const focused = (panel: Page) =>
  panel.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null);

/** Returns the number of rows with a control in the tab order. */
const reachableRows = (panel: Page) =>
  panel.$$eval(
    '[role="log"] [data-turn]',
    (rows) => rows.filter((row) => row.querySelector('button:not([tabindex="-1"])')).length,
  );
