/** Pastes into an editable document, as a word processor or a mail program in a tab has it. */

import type { Browser, Page } from "puppeteer-core";

/** @returns a tab with an empty document, in which the clipboard was pasted */
export async function pasted(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent('<article contenteditable style="min-height: 10rem"></article>');
  await page.bringToFront();
  await page.focus("article");
  await page.keyboard.down("Control");
  await page.keyboard.press("v", { commands: ["Paste"] });
  await page.keyboard.up("Control");
  await page.waitForFunction("document.querySelector('article').innerText.trim() !== ''");
  return page;
}
