/** Requests between contexts of the extension: sends them to the service worker, and answers those for one's own context. */

import { browser } from "wxt/browser";
import type { Result } from "../../core/problem.ts";
import type {
  AnswerOf,
  RequestTo,
  RequestType,
  Responder,
  Responders,
} from "../../core/protocol/control.ts";
import { unexpectedProblem } from "./errors.ts";

/** @throws if the service worker cannot answer */
export const askBackground = <Type extends RequestType<"background">>(
  request: RequestTo<"background", Type>,
): Promise<AnswerOf<"background", Type>> => browser.runtime.sendMessage(request);

/** Answers the requests to this context. A responder that throws has a bug: it is reported here and answered as `unexpected`. */
export function answerRequests<To extends Responder>(to: To, responders: Responders<To>): void {
  async function answer<Type extends RequestType<To>>(
    request: RequestTo<To, Type>,
  ): Promise<AnswerOf<To, Type> | Result<never>> {
    const type: Type = request.type;
    try {
      return await responders[type](request);
    } catch (error) {
      return { ok: false, problem: unexpectedProblem(`answering "${String(type)}"`, error) };
    }
  }
  browser.runtime.onMessage.addListener((request: RequestTo<To>, _sender, respond) => {
    // Every context receives every message.
    if (request.to !== to) return false;
    void answer(request).then(respond);
    return true;
  });
}
