import { expect, test, vi } from "vitest";
import type { Page } from "puppeteer-core";
import { INSTANT } from "../../local/behaviour.ts";
import { play } from "../../local/browser/meeting-page.ts";
import { openPanel, press, start, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { inBrowser } from "../browser/harness.ts";
import { heldModel } from "./held-model.ts";
import { ask, readTurns } from "../browser/panel-view.ts";

const SCRIPT = [
  { text: "Good morning, everyone.", startMs: 300, endMs: 1_200 },
  { text: "We decided to move the launch to the nineteenth.", startMs: 2_500, endMs: 3_400 },
  { text: "Priya will write the release notes by Friday.", startMs: 4_500, endMs: 5_500 },
];
const LONG = { timeout: 30_000, interval: 50 };

test("notes are made automatically while the panel is closed, and a citation leads to its turn", async () => {
  const model = heldModel();
  const options = {
    engine: createScriptedEngine(SCRIPT),
    languageModel: model,
    behaviour: INSTANT,
    pages: meetingPages,
  };

  await inBrowser(options, async ({ browser, extension, page }) => {
    const first = await openPanel(browser, extension, page);
    await start(first);
    await waitForStatus(first, ["Recording", "Catching up"]);
    await play(page);
    await vi.waitUntil(async () => (await finalTurns(first)) === SCRIPT.length, LONG);
    await stop(first);
    await waitForStatus(first, ["Saved"]);
    await press(first, "tab", "Notes");
    await first.locator("::-p-text(Summarizing…)").wait();
    await vi.waitUntil(() => model.asked() > 0, LONG);
    await first.close();
    model.release();
    await vi.waitUntil(() => model.answered() > 0, LONG);

    const panel = await openPanel(browser, extension, page);
    await press(panel, "tab", "Notes");
    const notes = await panel
      .locator('article[aria-label="Notes"]:not([aria-busy])')
      .map((article) => article.innerText)
      .wait();
    expect(notes).toContain("launch to the nineteenth");
    expect(notes).toMatch(/Action items[^]*Priya/);
    expect(notes).not.toContain("ot found in the transcript");
    // No second version was made.
    expect(notes).not.toContain("Version");

    await press(panel, "button", "Go to 0:04 in the transcript");
    await vi.waitUntil(
      async () => (await focusedWords(panel)).includes(SCRIPT[2]?.text ?? ""),
      LONG,
    );

    await ask(panel, "When is the launch?");
    const answer = await panel
      .locator('[role="log"] section:has(button[aria-label^="Delete"]) .markdown')
      .map((words) => words.textContent)
      .wait();
    expect(answer).toContain("the nineteenth");
    await press(panel, "button", "Go to 0:02 in the transcript");
    await vi.waitUntil(
      async () => (await focusedWords(panel)).includes(SCRIPT[1]?.text ?? ""),
      LONG,
    );
  });
});

const finalTurns = async (panel: Page): Promise<number> =>
  (await readTurns(panel)).filter(({ isPartial }) => !isPartial).length;

/** Returns the text of the focused element, or "" if it is hidden. */
const focusedWords = (panel: Page): Promise<string> =>
  panel.evaluate(() => {
    const focused = document.activeElement;
    return focused instanceof HTMLElement && focused.checkVisibility() ? focused.innerText : "";
  });
