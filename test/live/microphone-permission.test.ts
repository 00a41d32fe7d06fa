/** Page that asks for the microphone, with the panel beside it, for every answer of Chrome. */

import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setMicrophonePermission } from "../browser/fake-microphone.ts";
import { press } from "../../local/browser/panel-driver.ts";
import { picturedWhenFailing, withoutWords } from "../browser/harness.ts";
import { type MicrophoneScenario, openWithMicrophone } from "../browser/microphone-scenario.ts";
import { sentence } from "../browser/sentence.ts";
import { canStart, chooseSource } from "../browser/panel-view.ts";

describe("permission for the microphone", () => {
  let scenario: MicrophoneScenario;
  beforeAll(async () => {
    scenario = await openWithMicrophone(withoutWords(), new Int16Array(16_000));
    await answer("prompt");
    await scenario.panel.reload();
    await chooseSource(scenario.panel, "Microphone");
  });
  afterAll(() => scenario[Symbol.asyncDispose]());

  const pictured = (act: () => Promise<void>): Promise<void> =>
    picturedWhenFailing(scenario.browser, act);
  const answer = (setting: "granted" | "denied" | "prompt"): Promise<void> =>
    setMicrophonePermission(scenario.browser, scenario.extension, setting);

  test("is requested on a page that closes when it is granted; panel and page show every answer", () =>
    pictured(async () => {
      const { panel, page } = scenario;
      await panelSays("source_notAllowed");
      expect(await canStart(panel)).toBe(false);
      const asking = await openAskingPage();
      await says(asking, "microphone_ready");
      // Headless Chrome dismisses the prompt at once.
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
      // The page closes only after it was visible for a moment.
      await page.bringToFront();
      await expect.poll(() => visibilityOf(asking)).toBe("hidden");
      await answer("granted");
      await says(asking, "microphone_granted");
      await panel.locator(`select[aria-label="${await sentence("source_device")}"]`).wait();
      await expect.poll(() => canStart(panel)).toBe(true);
      expect(asking.isClosed()).toBe(false);
      await asking.bringToFront();
      await expect.poll(() => asking.isClosed()).toBe(true);
    }));

  test("that has lapsed is reported by panel and page, and no second page opens", () =>
    pictured(async () => {
      const { panel, page } = scenario;
      await answer("prompt");
      await panelSays("source_lapsed");
      const asking = await openAskingPage();
      await says(asking, "microphone_lapsed");
      await page.bringToFront();
      await expect.poll(() => visibilityOf(asking)).toBe("hidden");
      await press(panel, "button", "Allow microphone…");
      await expect.poll(() => visibilityOf(asking)).toBe("visible");
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

/** Waits until the page shows the sentence with this key. */
async function says(page: Page, key: string): Promise<void> {
  const words = JSON.stringify(await sentence(key));
  await page.locator(`::-p-xpath(//p[normalize-space()=${words}])`).wait();
}

const visibilityOf = (page: Page): Promise<string> => page.evaluate(() => document.visibilityState);
