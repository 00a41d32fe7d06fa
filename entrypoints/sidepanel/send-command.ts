/** Sends a request to the service worker. If the service worker cannot answer, that is a problem to show. */

import { fail, type Result } from "../../core/problem.ts";
import type { PanelRequests } from "../../core/protocol/background-requests.ts";
import type { AnswerOf, RequestTo } from "../../core/protocol/control.ts";
import { askBackground } from "../shared/requests.ts";

export async function sendCommand<Type extends keyof PanelRequests>(
  request: RequestTo<"background", Type>,
): Promise<AnswerOf<"background", Type> | Result<never>> {
  try {
    const answer: AnswerOf<"background", Type> | undefined = await askBackground<Type>(request);
    return answer ?? fail("unexpected", "No answer from the service worker.");
  } catch (error) {
    return fail("unexpected", error instanceof Error ? error.message : String(error));
  }
}
