/** `POST /v1/chat/completions`: tries the requested model, then its fallbacks (docs/protocol.md#llm-gateway). */

import type { Behaviour } from "../behaviour.ts";
import { pause, type Clock } from "../clock.ts";
import { json, type Answer, type KeyCheck } from "../http-answers.ts";
import type { Completion, LanguageModel } from "../../core/language/language-request.ts";
import { uuid, type RandomBytes } from "../random.ts";
import type { RateLimit } from "../rate-limit.ts";
import { parseCompletion, type Attempt, type CompletionRequest } from "./completion-request.ts";
import { errorAnswer, invalidBody, unauthenticated, type GatewayError } from "./gateway-errors.ts";
import {
  eventStream,
  gatewayReply,
  streams,
  withContent,
  withStreamSwitch,
} from "./gateway-reply.ts";

const RETRY_DELAY_MS = 500;

export interface ChatContext {
  readonly languageModel: LanguageModel;
  readonly behaviour: Behaviour["gateway"];
  readonly rateLimit: RateLimit;
  /** @returns the error that the model replies with now, or `null`. Each call counts. */
  readonly nextFailure: (model: string) => GatewayError | null;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Aborted when the service closes. */
  readonly signal: AbortSignal;
}

type Outcome =
  | { readonly ok: true; readonly attempt: Attempt; readonly completion: Completion }
  | { readonly ok: false; readonly error: GatewayError };

export async function answerChat(
  body: string,
  key: KeyCheck,
  context: ChatContext,
): Promise<Answer> {
  const requestId = uuid(context.random);
  if (key !== "valid") return unauthenticated(requestId);
  const { content, errorEnvelope, replyDelayMs, stream, usage } = context.behaviour;

  const parsed = parseCompletion(body);
  if (!parsed.ok) return errorAnswer(invalidBody(parsed.errors), errorEnvelope, requestId);

  const askedAt = context.clock.now();
  await pause(context.clock, replyDelayMs, context.signal);
  const outcome = await tryModels(parsed.request, context);
  if (!outcome.ok) return errorAnswer(outcome.error, errorEnvelope, requestId);

  const { model, echo } = outcome.attempt;
  const now = context.clock.now();
  const complete = gatewayReply(outcome.completion, {
    requestId,
    model,
    echo,
    tookMs: now - askedAt,
    usage,
  });
  const reply = content === "null" ? withContent(complete, null) : complete;
  if (!parsed.request.stream || !streams(model)) return json(200, reply);
  const events = eventStream(reply, { model, createdSeconds: Math.floor(now / 1000), usage });
  const sent = withStreamSwitch(events, stream);
  return { type: "events", events: paced(sent, context), isCut: stream === "cut" };
}

async function* paced(
  events: readonly string[],
  { behaviour, clock, signal }: ChatContext,
): AsyncGenerator<string> {
  for (const event of events) {
    await pause(clock, behaviour.eventDelayMs, signal);
    if (signal.aborted) return;
    yield event;
  }
}

/** The caller receives the error of the last model tried. */
async function tryModels(
  { attempts, retry }: CompletionRequest,
  context: ChatContext,
): Promise<Outcome> {
  const [first, ...fallbacks] = attempts;
  let outcome = await ask(first, context);
  if (!outcome.ok && retry && outcome.error.status >= 500) {
    await pause(context.clock, RETRY_DELAY_MS, context.signal);
    outcome = await ask(first, context);
  }
  for (const fallback of fallbacks) {
    if (outcome.ok) break;
    outcome = await ask(fallback, context);
  }
  return outcome;
}

async function ask(attempt: Attempt, context: ChatContext): Promise<Outcome> {
  const error = refuse(attempt.model, context);
  if (error !== null) return { ok: false, error };
  const completion = await context.languageModel.complete(attempt.messages, attempt.maxTokens);
  return { ok: true, attempt, completion };
}

function refuse(model: string, context: ChatContext): GatewayError | null {
  const allowance = context.rateLimit(model);
  if (!allowance.allowed) {
    return {
      status: 429,
      message: "Rate limit exceeded",
      headers: {
        "X-RateLimit-Limit": String(allowance.limit),
        "X-RateLimit-Remaining": String(allowance.remaining),
        "X-RateLimit-Reset": String(allowance.resetSeconds),
        "retry-after": String(allowance.resetSeconds),
      },
    };
  }
  return context.nextFailure(model);
}
