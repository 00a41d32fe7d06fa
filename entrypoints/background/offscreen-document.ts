/** The offscreen document as the service worker sees it: it is opened here, and closes itself when it is idle. */

import { browser } from "wxt/browser";
import type { AnswerOf, RequestTo, RequestType } from "../../core/protocol/control.ts";

const OFFSCREEN_PATH = "offscreen.html";

/** @throws if no offscreen document is open */
export const askOffscreen = <Type extends RequestType<"offscreen">>(
  request: RequestTo<"offscreen", Type>,
): Promise<AnswerOf<"offscreen", Type>> => browser.runtime.sendMessage(request);

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
