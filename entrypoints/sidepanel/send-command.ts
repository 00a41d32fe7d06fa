/** Sends requests to the service worker, and waits until the live channel shows their effect. */

import { watch } from "vue";
import { fail, type Result } from "../../core/problem.ts";
import type { PanelRequests } from "../../core/protocol/background-requests.ts";
import type { AnswerOf, RequestTo } from "../../core/protocol/control.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { askBackground } from "../shared/requests.ts";

type Outcome<Type extends keyof PanelRequests> = AnswerOf<"background", Type> | Result<never>;

/**
 * @param carriedOut for a request that must not be carried out twice. If the service worker dies before it answers, this
 *   returns the answer if the request was carried out all the same, otherwise `null`: then it is sent once more
 * @returns problem "unexpected" if the service worker cannot answer
 */
export async function sendCommand<Type extends keyof PanelRequests>(
  request: RequestTo<"background", Type>,
  carriedOut?: () => Promise<Outcome<Type> | null>,
): Promise<Outcome<Type>> {
  try {
    return await ask(request).catch(async (error: unknown) => {
      if (!carriedOut || !isChannelClosed(error)) throw error;
      return (await carriedOut()) ?? (await ask(request));
    });
  } catch (error) {
    reportUnexpected(`sending "${request.type}"`)(error);
    return fail("unexpected", error instanceof Error ? error.message : String(error));
  }
}

async function ask<Type extends keyof PanelRequests>(
  request: RequestTo<"background", Type>,
): Promise<AnswerOf<"background", Type>> {
  const answer: AnswerOf<"background", Type> | undefined = await askBackground<Type>(request);
  if (answer === undefined) throw new Error("No answer from the service worker.");
  return answer;
}

/** Chrome's sentences for a service worker that died before its answer (docs/platform.md#later-facts). */
const isChannelClosed = (error: unknown): boolean =>
  /(channel|port) closed before/.test(String(error));

/** The recorder answers at once; the limit unlocks the buttons if it does not. */
const EFFECT_TIMEOUT_MS = 3_000;

/** Resolves when the live state shows the effect of a command: until then a second click could reach another button. */
export function until(isReached: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, EFFECT_TIMEOUT_MS);
    const unwatch = watch(isReached, (now) => now && finish());
    function finish(): void {
      clearTimeout(timer);
      unwatch();
      resolve();
    }
    if (isReached()) finish();
  });
}
