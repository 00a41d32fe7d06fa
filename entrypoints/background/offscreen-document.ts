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
    // The second one lets Chrome's own picker open in it.
    reasons: ["USER_MEDIA", "DISPLAY_MEDIA"],
    justification:
      "Records the sound of a tab and of the microphone, and plays the tab on to the user.",
  });
}
