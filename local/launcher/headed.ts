/** `npm start` with a window: a person tries Earshot out; the meeting plays as soon as it is being recorded. */

import { once } from "node:events";
import type { Browser, Page, Target } from "puppeteer-core";
import { isOffscreenDocument } from "../browser/extension.ts";
import { followLive } from "../browser/live-events.ts";
import { play } from "../browser/meeting-page.ts";
import type { Stage } from "./stage.ts";

const GUIDE = `
  Earshot is ready in the browser window that has opened.

    1. Click the Earshot icon in the toolbar. The side panel opens.
    2. Press Start. The meeting begins to play, and what is said appears in the panel.
    3. Press Stop, then look at Notes and Export.

  Close the window or press Ctrl-C here to end. Your recordings stay for the next time.
`;

/** Resolves when the person has closed the browser. */
export async function letPersonTry(
  { browser, extension, page }: Stage,
  say: (line: string) => void,
): Promise<void> {
  const seen = new WeakSet<Target>();
  // Chrome makes it first and tells what it is afterwards.
  browser.on("targetchanged", (target) => {
    if (!isOffscreenDocument(target, extension) || seen.has(target)) return;
    seen.add(target);
    playWhenRecorded(target.asPage(), page).catch((error: unknown) => {
      // The page has a button of its own; and it is no failure when the browser was closed meanwhile.
      if (browser.connected) say(`The meeting did not begin to play by itself: ${String(error)}`);
    });
  });
  say(GUIDE);
  await closed(browser);
}

/** The offscreen document hears, like a panel, what the recorder thread tells: that sound has reached the disk. */
async function playWhenRecorded(offscreen: Promise<Page>, page: Page): Promise<void> {
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
