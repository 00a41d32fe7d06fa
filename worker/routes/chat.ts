/** `POST /v1/chat`: one completion of a language model, within the limits of this deployment. */

import * as v from "valibot";
import { parseJson } from "../../core/parse-json.ts";
import { ok } from "../../core/problem.ts";
import { ChatRequest } from "../../core/protocol/worker-api.ts";
import { debit, settle } from "../budget/budget.ts";
import type { Deployment } from "../environment.ts";
import { json, readCapped } from "../http.ts";
import { refuse, type Outcome } from "../refusal.ts";
import type { RequestContext } from "../request-context.ts";
import type { Completion } from "../upstream/services.ts";

/** Debits the most that the request can cost, and settles by what the reply states, or by an estimate of what came. */
export async function chat(context: RequestContext): Promise<Outcome<Response>> {
  const { request, deployment, platform } = context;
  const { service, baseUrl, maxBytes } = deployment.chat;
  const asked = await readChatRequest(request, maxBytes);
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

/** The schema passes on five fields, so this Worker is no relay for anything else. */
async function readChatRequest(
  request: Request,
  limitBytes: number,
): Promise<Outcome<ChatRequest>> {
  const text = await readText(request, limitBytes);
  if (!text.ok) return text;
  const body = parseJson(text.value);
  if (body === undefined) return refuse({ reason: "body-invalid", detail: "it is not JSON" });
  const parsed = v.safeParse(ChatRequest, body, { abortEarly: true });
  if (parsed.success) return ok(parsed.output);
  // The detail names the place in the request, never its content.
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue) ?? "the body";
  const detail = `${place} is not as expected${issue.expected === null ? "" : ` (${issue.expected})`}`;
  return refuse({ reason: "body-invalid", detail });
}

async function readText(request: Request, limitBytes: number): Promise<Outcome<string>> {
  const tooLarge = refuse({ reason: "body-too-large", limitBytes });
  if (Number(request.headers.get("Content-Length") ?? 0) > limitBytes) return tooLarge;
  try {
    const text = await readCapped(request.body, limitBytes);
    return text === undefined ? tooLarge : ok(text);
  } catch {
    // Only the caller can break off a request.
    return refuse({ reason: "caller-left" });
  }
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
