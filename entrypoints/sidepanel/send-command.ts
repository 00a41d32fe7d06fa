/** Asks the service worker. One that can't answer is a problem to show like any other. */

import { browser } from "wxt/browser";
import { fail, type Result } from "../../core/problem.ts";
import type { ControlMessage } from "../../core/protocol/control.ts";

export async function sendCommand<T extends Result<unknown>>(
  message: Extract<ControlMessage, { to: "background" }>,
): Promise<T | Result<never>> {
  try {
    const answer: T | undefined = await browser.runtime.sendMessage(message);
    return answer ?? fail("unexpected", "No answer from the service worker.");
  } catch (error) {
    return fail("unexpected", error instanceof Error ? error.message : String(error));
  }
}
