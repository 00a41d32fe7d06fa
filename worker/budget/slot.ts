/** Asks the queue of the language service whether a request may be sent now. */

import { ok } from "../../core/problem.ts";
import { logUnexpected } from "../log.ts";
import { refuse, type Outcome, type Refusal } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import type { ModelQueue, SlotRequest } from "./model-queue.ts";

/** Refuses with `upstream-busy` and the time at which it is the caller's turn. */
export async function takeSlot(context: RequestContext, model: string): Promise<Outcome<void>> {
  const waitMs = await ask(context, model, (queue, request) => queue.take(request));
  return waitMs === 0 ? ok(undefined) : refuse(busy(waitMs));
}

/** Gives the caller a time of its own if the service was busy in spite of the queue. */
export async function requeued(
  context: RequestContext,
  model: string,
  refusal: Refusal,
): Promise<Refusal> {
  if (refusal.reason !== "upstream-busy") return refusal;
  const seconds = Number(refusal.retryAfter ?? DEFAULT_RETRY_SECONDS);
  if (!Number.isFinite(seconds)) return refusal;
  const waitMs = await ask(context, model, (queue, request) =>
    queue.refused(request, seconds * 1000),
  );
  return waitMs === 0 ? refusal : busy(waitMs);
}

/** The gateway counts by the minute. */
const DEFAULT_RETRY_SECONDS = 60;

const busy = (waitMs: number): Refusal => ({
  reason: "upstream-busy",
  service: "language",
  retryAfter: String(Math.ceil(waitMs / 1000)),
});

/** Without its queue the gateway's own limit still holds, so a fault of the queue refuses nobody. */
async function ask(
  { deployment, key, platform }: RequestContext,
  model: string,
  act: (queue: DurableObjectStub<ModelQueue>, request: SlotRequest) => Promise<number>,
): Promise<number> {
  const perMinute = deployment.chat.requestsPerMinute;
  const request = { model, code: key.digest, perMinute, now: platform.now() };
  try {
    return await act(deployment.modelQueues.getByName("gateway"), request);
  } catch (error) {
    logUnexpected("model-queue", error);
    return 0;
  }
}
