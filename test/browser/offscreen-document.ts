/** Opens the offscreen document before Start, so that a test can change or observe it. */

import type { Browser, Extension, Page } from "puppeteer-core";
import { isOffscreenDocument, serviceWorker } from "../../local/browser/extension.ts";

/** Opens the offscreen document as the service worker does. */
export async function openOffscreen(browser: Browser, extension: Extension): Promise<Page> {
  const worker = await serviceWorker(browser, extension);
  // Puppeteer may still list a closed one.
  const known = new Set(browser.targets());
  const opened = browser.waitForTarget(
    (target) => !known.has(target) && isOffscreenDocument(target, extension),
  );
  await worker.evaluate(async () => {
    const { chrome } = globalThis as unknown as {
      chrome: {
        offscreen: { createDocument(options: object): Promise<void> };
        runtime: { getContexts(filter: object): Promise<readonly object[]> };
      };
    };
    // Only one such document can be open, and it may still be making notes of an earlier meeting.
    while ((await chrome.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] })).length > 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    const reasons = ["USER_MEDIA", "DISPLAY_MEDIA"];
    const options = { url: "offscreen.html", reasons, justification: "test" };
    await chrome.offscreen.createDocument(options);
  });
  return (await opened).asPage();
}

interface PlainGlobals {
  /** Unix time in ms. */
  microphoneOpenedAt?: number;
}

/**
 * Switches off Chrome's voice processing (echo, noise, gain) for the microphone of the next recording: time-coded audio is not
 * a voice and would not survive it.
 */
export async function hearPlainly(browser: Browser, extension: Extension): Promise<void> {
  const offscreen = await openOffscreen(browser, extension);
  await offscreen.evaluate(() => {
    const globals = globalThis as unknown as PlainGlobals;
    const { mediaDevices } = navigator;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const audio = constraints?.audio;
      if (typeof audio !== "object" || "mandatory" in audio) return getUserMedia(constraints);
      const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
      const stream = await getUserMedia({ ...constraints, audio: { ...audio, ...plain } });
      globals.microphoneOpenedAt = Date.now();
      return stream;
    };
  });
}

/** Returns the Unix time in ms at which the microphone was opened after `hearPlainly`, or NaN. */
export async function microphoneOpenedAt(browser: Browser, extension: Extension): Promise<number> {
  const target = await browser.waitForTarget((target) => isOffscreenDocument(target, extension));
  const offscreen = await target.asPage();
  return offscreen.evaluate(
    () => (globalThis as unknown as PlainGlobals).microphoneOpenedAt ?? Number.NaN,
  );
}
