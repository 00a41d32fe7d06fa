/** The most frequent job: from Stop to notes that are pasted where people work. */

import { expect, test, vi } from "vitest";
import { createExtractiveModel } from "../../core/language/extractive/extractive-model.ts";
import { INSTANT } from "../../local/behaviour.ts";
import { play } from "../../local/browser/meeting-page.ts";
import { openPanel, press, start, stop, waitForStatus } from "../../local/browser/panel-driver.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import { inBrowser } from "../browser/harness.ts";
import { readTurns } from "../browser/panel-view.ts";
import { pasted } from "../browser/paste.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";

const SCRIPT = [
  { text: "Good morning, everyone.", startMs: 300, endMs: 1_200 },
  { text: "We decided to move the launch to the nineteenth.", startMs: 2_500, endMs: 3_400 },
  { text: "Priya will write the release notes by Friday.", startMs: 4_500, endMs: 5_500 },
];
const LONG = { timeout: 30_000, interval: 50 };

test("after Stop one click copies the notes, and a document takes them over formatted", async () => {
  const options = {
    engine: createScriptedEngine(SCRIPT),
    languageModel: createExtractiveModel(),
    behaviour: INSTANT,
    pages: meetingPages,
  };
  await inBrowser(options, async ({ browser, extension, page }) => {
    const panel = await openPanel(browser, extension, page);
    await start(panel);
    await waitForStatus(panel, ["Recording", "Catching up"]);
    await play(page);
    const finals = async (): Promise<number> =>
      (await readTurns(panel)).filter(({ isPartial }) => !isPartial).length;
    await vi.waitUntil(async () => (await finals()) === SCRIPT.length, LONG);
    await stop(panel);
    await press(panel, "button", "Copy notes");
    await panel.locator("::-p-text(Copied)").wait();
    const document = await pasted(browser);
    const html = await document.$eval("article", ({ innerHTML }) => innerHTML);
    expect(html).toMatch(/<h1[^>]*>[^<]+<\/h1>/);
    expect(html).toMatch(/<li[^>]*>[^]*launch to the nineteenth/);
    expect(html).toMatch(/<li[^>]*>☐ [^]*Priya/);
    await document.close();
  });
});
