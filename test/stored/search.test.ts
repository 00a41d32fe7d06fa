import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { openPanel, press, waitForStatus } from "../../local/browser/panel-driver.ts";
import { keep, madeTurn, storeLibrary, vocabularyOf } from "../meetings/made-library.ts";
import {
  damageIndex,
  dueCount,
  indexOnDisk,
  openMeetingsAnew,
  searchFor,
} from "../meetings/search-page.ts";
import { meetingOf, openKeeper, openPanelInTab } from "../meetings/stored-meeting.ts";
import { inBrowser, type Scenario, withoutWords } from "../browser/harness.ts";

const LIBRARY = { meetings: 2_000, turns: [20, 40], seed: 1 } as const;
/** Long enough for a slow machine. */
const PATIENCE = { timeout: 90_000 };

/** Returns the rows of results: titles of meetings and hits. */
const rows = (panel: Page): Promise<string[]> =>
  panel.$$eval("[data-found]", (found) =>
    found.map((each) => (each as HTMLElement).innerText.replaceAll(/\s+/g, " ").trim()),
  );

/** Searches, and waits for the end of the search. */
async function found(panel: Page, words: string): Promise<string[]> {
  await searchFor(panel, words);
  await panel.waitForSelector('.results[aria-busy="false"]', PATIENCE);
  return rows(panel);
}

/** Waits until the index on disk includes all meetings. */
async function untilIndexed(panel: Page): Promise<void> {
  await expect.poll(() => dueCount(panel), PATIENCE).toBe(0);
}

/** Opens the Meetings view with years of meetings and one known one. */
const inLibrary = (act: (panel: Page, scenario: Scenario) => Promise<void>): Promise<void> =>
  inBrowser(withoutWords(), async (scenario) => {
    const panel = await openKeeper(scenario.browser, scenario.extension);
    await storeLibrary(panel, LIBRARY);
    await keep(panel, {
      meetings: [PLANTED],
      turns: [
        madeTurn("planted", 0, "Wir fahren morgen nach Zürich."),
        madeTurn("planted", 1, "明日の予算会議を始めます。"),
      ],
    });
    await press(panel, "button", "Meetings");
    await act(panel, scenario);
  });
const PLANTED = { ...meetingOf("planted", 60_000, Date.now() - 30 * 86_400_000), title: "Reise" };

test(
  "search finds spoken and edited words in years of meetings, and no deleted ones, also after a restart",
  () =>
    inLibrary(async (panel, { browser, extension }) => {
      // Search works while the index is being built.
      const swiss = ["You 0:00 Wir fahren morgen nach Zürich."];
      expect((await found(panel, "zuri")).slice(1)).toEqual(swiss);
      expect((await found(panel, "予算会議")).slice(1)).toHaveLength(1);
      await untilIndexed(panel);
      expect((await found(panel, '"nach zurich"')).slice(1)).toEqual(swiss);
      const [common = ""] = vocabularyOf(LIBRARY.seed).slice(700);
      const some = await found(panel, common.slice(0, 5));
      expect(some.length).toBeGreaterThan(10);

      const edited = madeTurn("planted", 0, "Wir fahren morgen nach Genève.");
      await keep(panel, { turns: [edited] });
      expect((await found(panel, "geneve")).slice(1)).toEqual([
        "You 0:00 Wir fahren morgen nach Genève.",
      ]);
      expect(await found(panel, "zurich")).toEqual([]);
      await untilIndexed(panel);
      const before = await indexOnDisk(panel);
      expect(before.text).toContain("geneve");
      expect(before.text).not.toContain("zurich");

      await openMeetingsAnew(panel);
      expect(await found(panel, "geneve")).toHaveLength(2);
      expect(await rows(panel)).toHaveLength(2);
      expect((await indexOnDisk(panel)).writtenAt).toBe(before.writtenAt);

      const other = await openPanelInTab({ browser, extension });
      await press(other, "button", "Meetings");
      expect(await found(other, "geneve")).toHaveLength(2);
      await keep(panel, { meetings: [{ ...PLANTED, deletedAt: Date.now() }] });
      expect(await found(other, "genev")).toEqual([]);
      expect(await found(panel, "genev")).toEqual([]);
      await untilIndexed(panel);
      expect((await indexOnDisk(panel)).text).not.toContain("geneve");
      await other.close();

      await openMeetingsAnew(panel, () => damageIndex(panel));
      expect(await found(panel, common.slice(0, 5))).toEqual(some);
      await untilIndexed(panel);
      expect((await indexOnDisk(panel)).writtenAt).toBeGreaterThan(before.writtenAt);
    }),
  400_000,
);

test("a hit in the side panel leads to its turn in the middle of a long meeting", () =>
  inBrowser(withoutWords(), async ({ browser, extension, page }) => {
    const panel = await openPanel(browser, extension, page);
    await waitForStatus(panel, ["Ready"]);
    const turns = Array.from({ length: 400 }, (_, order) =>
      madeTurn("long", order, `Word ${order}.`),
    );
    await keep(panel, { meetings: [meetingOf("long", 60_000, 1)], turns });
    await press(panel, "button", "Meetings");
    await found(panel, "word 123");
    await panel.keyboard.press("/");
    await panel.keyboard.press("ArrowDown");
    await panel.keyboard.press("ArrowDown");
    await panel.keyboard.press("Enter");
    await panel.waitForFunction(() => {
      const { activeElement } = document;
      const { top = -1, bottom = 1e9 } = activeElement?.getBoundingClientRect() ?? {};
      return activeElement?.matches('[data-turn$="/123"]') && top > 0 && bottom < innerHeight;
    });
  }));
