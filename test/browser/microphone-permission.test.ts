/** The page that asks for the microphone, and the panel beside it, through every answer that Chrome can give. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setMicrophonePermission } from "./fake-microphone.ts";
import { canStart, chooseSource, press } from "../../local/browser/panel-driver.ts";
import { picturedWhenFailing, withoutWords } from "./harness.ts";
import { type MicrophoneScenario, openWithMicrophone } from "./microphone-scenario.ts";
import { sentence } from "./sentence.ts";

const LONG = { timeout: 30_000, interval: 50 };

describe("allowing the microphone", () => {
  let scenario: MicrophoneScenario;
  beforeAll(async () => {
    scenario = await openWithMicrophone(withoutWords(), new Int16Array(16_000));
    await answer("prompt");
    // As if it had never been allowed.
    await scenario.panel.reload();
    await chooseSource(scenario.panel, "Microphone");
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  const pictured = (act: () => Promise<void>): Promise<void> =>
    picturedWhenFailing(scenario.browser, act);
  const answer = (setting: "granted" | "denied" | "prompt"): Promise<void> =>
    setMicrophonePermission(scenario.browser, scenario.extension, setting);

  test("a page of its own asks; panel and page follow every answer; allowed, it closes by itself", () =>
    pictured(async () => {
      const { panel, page } = scenario;
      await panelSays("source_notAllowed");
      expect(await canStart(panel)).toBe(false);
      const asking = await openAskingPage();
      await says(asking, "microphone_ready");
      // Headless Chrome closes its question at once, without an answer.
      await press(asking, "button", "Allow microphone");
      await says(asking, "microphone_dismissed");
      await panelSays("source_notAllowed");

      await answer("denied");
      await says(asking, "microphone_denied");
      await panelSays("source_denied");
      expect(await canStart(panel)).toBe(false);
      await asking.locator("::-p-aria(Open Chrome’s settings)").wait();

      await answer("prompt");
      await says(asking, "microphone_ready");
      // It closes a moment after it has been seen.
      await page.bringToFront();
      await expect.poll(() => visibilityOf(asking), LONG).toBe("hidden");
      await answer("granted");
      await says(asking, "microphone_granted");
      await panel.locator(`select[aria-label="${await sentence("source_device")}"]`).wait();
      await expect.poll(() => canStart(panel), LONG).toBe(true);
      expect(asking.isClosed()).toBe(false);
      await asking.bringToFront();
      await expect.poll(() => asking.isClosed(), LONG).toBe(true);
    }));

  test("allowed that time only: panel and page say so, and one page is enough", () =>
    pictured(async () => {
      const { panel, page } = scenario;
      await answer("prompt");
      await panelSays("source_lapsed");
      const asking = await openAskingPage();
      await says(asking, "microphone_lapsed");
      await page.bringToFront();
      await expect.poll(() => visibilityOf(asking), LONG).toBe("hidden");
      await press(panel, "button", "Allow microphone…");
      await expect.poll(() => visibilityOf(asking), LONG).toBe("visible");
      expect((await askingPages()).length).toBe(1);
      await asking.close();
    }));

  async function openAskingPage(): Promise<Page> {
    await press(scenario.panel, "button", "Allow microphone…");
    const target = await scenario.browser.waitForTarget((each) => isAskingPage(each.url()));
    return target.asPage();
  }
  const askingPages = async (): Promise<Page[]> =>
    (await scenario.browser.pages()).filter((each) => isAskingPage(each.url()));
  const isAskingPage = (address: string): boolean =>
    address.startsWith(`chrome-extension://${scenario.extension.id}/microphone.html`);

  const panelSays = (key: string): Promise<void> => says(scenario.panel, key);
});

/** Resolves when the page shows the sentence with this key. */
async function says(page: Page, key: string): Promise<void> {
  const words = JSON.stringify(await sentence(key));
  await page.locator(`::-p-xpath(//p[normalize-space()=${words}])`).wait();
}

const visibilityOf = (page: Page): Promise<string> => page.evaluate(() => document.visibilityState);
