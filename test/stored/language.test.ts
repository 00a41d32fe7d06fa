/** Chrome accepts the translations, and the pages declare their language. */

import type { Page } from "puppeteer-core";
import { expect, test } from "vitest";
import { panelAddress } from "../meetings/stored-meeting.ts";
import { inBrowser, withoutWords } from "../browser/harness.ts";

const languageOf = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]);

// On macOS, Chrome always uses the system's language.
test.skipIf(process.platform === "darwin")("a German Chrome shows German pages", () =>
  inBrowser({ ...withoutWords(), browserArgs: ["--lang=de"] }, async ({ extension, page }) => {
    await page.goto(panelAddress(extension));
    await page.locator('::-p-xpath(//*[@role="status"][normalize-space()="Bereit"])').wait();
    expect(await languageOf(page)).toEqual(["de", "ltr"]);

    await page.goto(`chrome-extension://${extension.id}/microphone.html`);
    await page.locator("::-p-aria(Darf Earshot Ihr Mikrofon hören?)").wait();
    expect(await languageOf(page)).toEqual(["de", "ltr"]);
  }),
);
