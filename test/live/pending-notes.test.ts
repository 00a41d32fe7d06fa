/** If the browser closes while notes are being made, the panel offers to make them after the next start. */

import { expect, test, vi } from "vitest";
import { INSTANT } from "../../local/behaviour.ts";
import { findBrowser } from "../../local/browser/find-browser.mjs";
import { launchBrowser } from "../../local/browser/launch.ts";
import { play } from "../../local/browser/meeting-page.ts";
import { openPanel, press, start, stop } from "../../local/browser/panel-driver.ts";
import { EXTENSION_DIR } from "../../local/launcher/build.ts";
import { meetingPages } from "../../local/meeting/meeting-pages.ts";
import { createScriptedEngine } from "../meetings/scripted-engine.ts";
import { killBrowser } from "../processes/processes.ts";
import { panelAddress } from "../meetings/stored-meeting.ts";
import { temporaryFolder } from "../processes/temporary-folder.ts";
import { openScenario, picturedWhenFailing, type Scenario } from "../browser/harness.ts";
import { heldModel } from "./held-model.ts";
import { readTurns } from "../browser/panel-view.ts";

const SCRIPT = [
  { text: "We decided to move the launch to the nineteenth.", startMs: 300, endMs: 1_400 },
  { text: "Priya will write the release notes by Friday.", startMs: 2_500, endMs: 3_500 },
];
const LONG = { timeout: 30_000, interval: 50 };

test("notes interrupted by the end of the browser are offered after the next start and made on request", async () => {
  const model = heldModel();
  await using profile = await temporaryFolder();
  await using scenario = await openScenario({
    engine: createScriptedEngine(SCRIPT),
    languageModel: model,
    behaviour: INSTANT,
    pages: meetingPages,
    profileDir: profile.path,
  });
  await picturedWhenFailing(scenario.browser, async () => {
    await recordMeeting(scenario);
    await vi.waitUntil(() => model.asked() > 0, LONG);
  });
  await killBrowser(scenario.browser);

  model.release();
  const { browser, extension } = await launchBrowser({
    executablePath: findBrowser() ?? "",
    extensionDir: EXTENSION_DIR,
    profileDir: profile.path,
    downloadDir: null,
    headless: true,
    args: [],
  });
  try {
    await picturedWhenFailing(browser, async () => {
      const panel = await browser.newPage();
      await panel.goto(panelAddress(extension));
      await press(panel, "tab", "Notes");
      await panel.locator("::-p-text(Notes were not made because Earshot was closed.)").wait();
      await press(panel, "button", "Make them now");
      const notes = await panel
        .locator('article[aria-label="Notes"]:not([aria-busy])')
        .map((article) => article.innerText)
        .wait();
      expect(notes).toContain("launch to the nineteenth");
      await panel.reload();
      await press(panel, "tab", "Notes");
      await panel.locator('article[aria-label="Notes"]').wait();
      expect(await panel.$$('[role="tabpanel"] [role="alert"]')).toEqual([]);
    });
  } finally {
    await browser.close();
  }
});

async function recordMeeting({ browser, extension, page }: Scenario): Promise<void> {
  const panel = await openPanel(browser, extension, page);
  await start(panel);
  await play(page);
  const finals = async () => (await readTurns(panel)).filter(({ isPartial }) => !isPartial);
  await vi.waitUntil(async () => (await finals()).length === SCRIPT.length, LONG);
  await stop(panel);
}
