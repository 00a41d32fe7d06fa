/**
 * Insights of a session: one request for every final turn, one LLMGatewayResponse for each
 * (docs/protocol.md#insights-in-the-stream).
 */

import type { Behaviour } from "../behaviour.ts";
import { pause, type Clock } from "../clock.ts";
import { plainText } from "../gateway/completion-request.ts";
import type { GatewayError } from "../gateway/gateway-errors.ts";
import { gatewayReply, type GatewayReply, withContent } from "../gateway/gateway-reply.ts";
import type { LanguageModel, Message } from "../../core/language/language-request.ts";
import { uuid, type RandomBytes } from "../random.ts";
import type { RateLimit } from "../rate-limit.ts";
import type { ServerMessage } from "./wire-messages.ts";
import type { LlmGateway } from "./parameters.ts";

const TURN_TAG = "{{turn}}";

/** Shared by sessions and the chat endpoint. */
export interface GatewayAccess {
  readonly languageModel: LanguageModel;
  readonly rateLimit: RateLimit;
  readonly nextFailure: (model: string) => GatewayError | null;
}

export interface InsightContext extends GatewayAccess {
  readonly request: LlmGateway;
  readonly behaviour: Behaviour["insights"];
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly send: (message: ServerMessage) => void;
  readonly report: (error: unknown) => void;
  /** Aborted at the end of the session. */
  readonly signal: AbortSignal;
}

export interface Insights {
  /** Failures are silent, as on the real service. */
  request(turnOrder: number, transcript: string): void;
  /** Resolves when all outstanding replies are sent. Call it after Terminate. */
  settled(): Promise<void>;
}

export function createInsights(context: InsightContext): Insights {
  const { behaviour, send, signal } = context;
  const pending = new Set<Promise<void>>();
  let held: ServerMessage | null = null;
  let dropping = false;

  const deliver = (message: ServerMessage): void => {
    if (dropping || signal.aborted) return;
    if (behaviour.order === "swapped" && held === null) {
      held = message;
      return;
    }
    send(message);
    release();
  };

  const release = (): void => {
    if (held !== null) send(held);
    held = null;
  };

  return {
    request(turnOrder, transcript) {
      if (behaviour.silent || !isAllowed(context)) return;
      const task = reply(turnOrder, transcript, context)
        .then(deliver)
        .catch(context.report)
        .finally(() => pending.delete(task));
      pending.add(task);
    },
    async settled() {
      dropping = behaviour.afterTerminate === "drop";
      if (dropping) return;
      await Promise.all(pending);
      release();
    },
  };
}

/** Both limits count the request, allowed or not. */
function isAllowed({ request, behaviour, rateLimit, nextFailure }: InsightContext): boolean {
  const withinLimit = !behaviour.countTowardsLimit || rateLimit(request.model).allowed;
  return withinLimit && nextFailure(request.model) === null;
}

async function reply(
  turnOrder: number,
  transcript: string,
  { request, behaviour, languageModel, clock, random, signal }: InsightContext,
): Promise<ServerMessage> {
  const askedAt = clock.now();
  const completion = await languageModel.complete(
    withTurn(request, transcript),
    request.max_tokens,
  );
  await pause(clock, behaviour.replyDelayMs, signal);
  const data = gatewayReply(completion, {
    requestId: uuid(random),
    model: request.model,
    echo: {},
    tookMs: clock.now() - askedAt,
    usage: behaviour.usage,
  });
  return {
    type: behaviour.spelling,
    turn_order: turnOrder,
    transcript,
    data: withDataSwitch(data, completion.content, behaviour.data),
  };
}

/** Replaces the tag literally: nothing in the transcript is a pattern or a tag. */
export function withTurn(request: LlmGateway, transcript: string): Message[] {
  return request.messages.map(({ role, content }) => ({
    role,
    content: plainText(content).split(TURN_TAG).join(transcript),
  }));
}

function withDataSwitch(
  data: GatewayReply,
  text: string,
  form: Behaviour["insights"]["data"],
): unknown {
  switch (form) {
    case "complete":
      return data;
    case "parts":
      return withContent(data, [{ type: "text", text }]);
    case "null-content":
      return withContent(data, null);
    case "no-choices":
      return { request_id: data.request_id };
    case "error":
      return { error: { code: 429, message: "Rate limit exceeded" }, request_id: data.request_id };
    case "null":
      return null;
  }
}
