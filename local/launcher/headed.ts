/** `npm start` with a window: the user tries Earshot, and the meeting plays as soon as it is recorded. */

import { once } from "node:events";
import type { Browser, Page, Target } from "puppeteer-core";
import { isOffscreenDocument } from "../browser/extension.ts";
import { followLive } from "../browser/panel-driver.ts";
import { play } from "../browser/meeting-page.ts";
import type { Stage } from "./stage.ts";

const GUIDE = `
  Earshot is ready in the browser window that has opened.

    1. Click the Earshot icon in the toolbar. The side panel opens.
    2. Press Start. The meeting begins to play, and what is said appears in the panel.
    3. Press Stop, then look at Notes and Export.

  Close the window or press Ctrl-C here to end. Your recordings stay for the next time.
`;

/** Resolves when the user closes the browser. */
export async function runWithWindow(
  { browser, extension, page }: Stage,
  say: (line: string) => void,
): Promise<void> {
  const seen = new WeakSet<Target>();
  // Chrome creates the target first and sets its type afterwards.
  browser.on("targetchanged", (target) => {
    if (!isOffscreenDocument(target, extension) || seen.has(target)) return;
    seen.add(target);
    playOnceRecorded(target.asPage(), page).catch((error: unknown) => {
      // The page has a button of its own. If the browser was closed meanwhile, this is not a failure.
      if (browser.connected) say(`The meeting did not begin to play by itself: ${String(error)}`);
    });
  });
  say(GUIDE);
  await closed(browser);
}

/** Waits until audio has reached the disk, as the recorder thread reports on the live channel, then plays. */
async function playOnceRecorded(offscreen: Promise<Page>, page: Page): Promise<void> {
  const recording = Promise.withResolvers<void>();
  await followLive(await offscreen, (event) => {
    if (event.type === "state" && event.state.channels.some((each) => each.recordedSamples > 0))
      recording.resolve();
  });
  await recording.promise;
  await play(page);
}

async function closed(browser: Browser): Promise<void> {
  const process = browser.process();
  if (process?.exitCode === null && process.signalCode === null) await once(process, "exit");
}
