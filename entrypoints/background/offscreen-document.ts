/** The offscreen document as the service worker sees it: it is opened here, and closes itself when it is idle. */

import { browser } from "wxt/browser";
import type { ControlMessage } from "../../core/protocol/control.ts";

const OFFSCREEN_PATH = "offscreen.html";

/** Rejects where no offscreen document is open. */
export const askOffscreen = <Answer>(
  message: Extract<ControlMessage, { to: "offscreen" }>,
): Promise<Answer> => browser.runtime.sendMessage(message);

export async function isOffscreenOpen(): Promise<boolean> {
  const contexts = await browser.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] });
  return contexts.length > 0;
}

let opening: Promise<void> | null = null;

/** Only one offscreen document may exist: two Starts at once share one creation. */
export function openOffscreen(): Promise<void> {
  opening ??= createOffscreen().finally(() => {
    opening = null;
  });
  return opening;
}

async function createOffscreen(): Promise<void> {
  if (await isOffscreenOpen()) return;
  await browser.offscreen.createDocument({
    url: OFFSCREEN_PATH,
    reasons: ["USER_MEDIA"],
    justification: "Records the sound of the tab and plays it on to the user.",
  });
}
