/** `POST /v1/chat`: one completion of a language model, within the limits of this deployment. */

import { ok } from "../../core/problem.ts";
import { ChatRequest } from "../../core/protocol/worker-api.ts";
import { debit, settle } from "../budget/budget.ts";
import type { Deployment } from "../environment.ts";
import { json } from "../http.ts";
import { refuse, type Outcome } from "../refusal.ts";
import { readBody } from "../request-body.ts";
import type { RequestContext } from "../request-context.ts";
import type { Completion } from "../upstream/services.ts";

/** Debits the most that the request can cost, and settles by what the reply states, or by an estimate of what came. */
export async function chat(context: RequestContext): Promise<Outcome<Response>> {
  const { request, deployment, platform } = context;
  const { service, baseUrl, maxBytes } = deployment.chat;
  // The schema passes on five fields, so this Worker is no relay for anything else.
  const asked = await readBody(context, ChatRequest, maxBytes);
  if (!asked.ok) return asked;
  const model = chooseModel(asked.value.model, deployment.chat);
  if (!model.ok) return model;
  const completion = completionOf(asked.value, model.value, deployment.chat);
  const most = mostTokens(completion);
  const reservation = await debit(context, "model_tokens", { want: most, least: most });
  if (!reservation.ok) return reservation;
  const reply = await service.complete(
    { baseUrl, apiKey: deployment.apiKey },
    completion,
    { platform, signal: request.signal },
    (tokens) => settle(context, reservation.value, tokens),
  );
  if (!reply.ok) return reply;
  return ok(reply.value instanceof ReadableStream ? eventStream(reply.value) : json(reply.value));
}

function chooseModel(
  requested: string | undefined,
  { defaultModel, models }: Deployment["chat"],
): Outcome<string> {
  const model = requested ?? defaultModel;
  return models.length === 0 || models.includes(model)
    ? ok(model)
    : refuse({ reason: "model-not-offered", model, offered: models });
}

const completionOf = (
  { messages, max_tokens, temperature, stream }: ChatRequest,
  model: string,
  limits: Deployment["chat"],
): Completion => ({
  model,
  messages,
  maxTokens: Math.min(max_tokens ?? limits.maxTokens, limits.maxTokens),
  temperature,
  stream: stream === true,
  fallbackModels: limits.fallbackModels.filter((fallback) => fallback !== model),
});

/** In no language does a token take fewer than two bytes on average. */
const BYTES_PER_TOKEN = 2;

function mostTokens({ messages, maxTokens }: Completion): number {
  const { byteLength } = new TextEncoder().encode(JSON.stringify(messages));
  return Math.ceil(byteLength / BYTES_PER_TOKEN) + maxTokens;
}

const eventStream = (body: ReadableStream<Uint8Array>): Response =>
  new Response(body, { headers: { "Content-Type": "text/event-stream; charset=utf-8" } });
