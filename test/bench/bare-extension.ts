/**
 * Minimal extension that captures the audio of a tab and plays it on, as a baseline for Earshot's costs. A click on the toolbar
 * button starts it, the next click stops it.
 */

import type { Browser, Page } from "puppeteer-core";
import { untilClosed } from "./until-closed.ts";

const MANIFEST = {
  manifest_version: 3,
  name: "Bare capture",
  version: "1",
  permissions: ["activeTab", "tabCapture", "offscreen"],
  background: { service_worker: "background.js" },
  action: {},
};

const BACKGROUND = `
chrome.action.onClicked.addListener(async ({ id }) => {
  if (await chrome.offscreen.hasDocument()) return chrome.offscreen.closeDocument();
  await chrome.offscreen.createDocument({
    url: "offscreen.html", reasons: ["USER_MEDIA"], justification: "benchmark",
  });
  await chrome.runtime.sendMessage(await chrome.tabCapture.getMediaStreamId({ targetTabId: id }));
});
`;

/** Plays on as Earshot's capture does. The fragment of the address shows that it has started. */
const OFFSCREEN = `
async function play(streamId) {
  const mandatory = { chromeMediaSource: "tab", chromeMediaSourceId: streamId };
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { mandatory }, video: false });
  const context = new AudioContext();
  context.createMediaStreamSource(stream).connect(context.destination);
  await context.resume();
  location.hash = "playing";
}
chrome.runtime.onMessage.addListener((streamId, _sender, respond) => {
  play(streamId).then(respond);
  return true;
});
`;

/** Files for `temporaryFolder`; the folder must exist while the extension is installed. */
export const BARE_EXTENSION = {
  "manifest.json": JSON.stringify(MANIFEST),
  "background.js": BACKGROUND,
  "offscreen.html": `<script src="offscreen.js"></script>`,
  "offscreen.js": OFFSCREEN,
};

export interface BareCapture {
  start(page: Page): Promise<void>;
  stop(page: Page): Promise<void>;
}

/** @throws {Error} If Chrome rejects the extension */
export async function installBareExtension(browser: Browser, folder: string): Promise<BareCapture> {
  const id = await browser.installExtension(folder);
  const extension = (await browser.extensions()).get(id);
  if (!extension) throw new Error(`Chrome did not take the extension in ${folder}.`);
  const offscreen = `chrome-extension://${id}/offscreen.html`;

  return {
    async start(page) {
      await extension.triggerAction(page);
      await browser.waitForTarget((target) => target.url() === `${offscreen}#playing`);
    },
    async stop(page) {
      await extension.triggerAction(page);
      await untilClosed(browser, offscreen);
    },
  };
}
