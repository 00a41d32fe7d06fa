/** `POST /v1/chat`: one completion of the LLM Gateway (protocol §6), within what this deployment allows. */

import * as v from "valibot";
import { ChatRequest } from "../core/protocol/worker-api.ts";
import { debit, settle } from "./budget.ts";
import { readChatReply, tokensOf } from "./completion.ts";
import type { Deployment } from "./deployment.ts";
import { isEventStream, passOn } from "./event-stream.ts";
import { parseJson } from "../core/parse-json.ts";
import { json, readCapped } from "./http.ts";
import type { Receipt } from "./ledger.ts";
import { done, refuse, type Outcome } from "./refusal.ts";
import type { Visit } from "./serve.ts";
import { receive, send, type Question, type Reply } from "./upstream.ts";

/** Long notes by a thorough model take a minute or two. */
const TIMEOUT_MS = 150_000;

/** Debited before it is asked, for the most it can take, and settled when the reply tells what it took. */
export async function chat(visit: Visit): Promise<Outcome<Response>> {
  const { request, deployment } = visit;
  const asked = await readChatRequest(request, deployment.chat.maxBytes);
  if (!asked.ok) return asked;
  const model = chooseModel(asked.value.model, deployment.chat);
  if (!model.ok) return model;
  const body = gatewayRequest(asked.value, model.value, deployment.chat);
  const most = mostTokens(body);
  const receipt = await debit(visit, "model_tokens", { want: most, least: most });
  if (!receipt.ok) return receipt;
  return askGateway(visit, body, receipt.value);
}

async function askGateway(
  visit: Visit,
  body: GatewayRequest,
  receipt: Receipt,
): Promise<Outcome<Response>> {
  const { request, deployment, outside } = visit;
  const question = chatQuestion(body, deployment, request.signal);
  const response = await send(outside, question);
  if (body.stream === true && response.ok && isEventStream(response.value)) {
    return done(passOn(response.value, (tokens) => settle(visit, receipt, tokens)));
  }
  const reply = response.ok ? await receive(response.value, question) : response;
  settle(visit, receipt, costOf(reply, receipt.amount));
  if (!reply.ok) return reply;
  const answer = readChatReply(reply.value, body.model, deployment.apiKey);
  return answer.ok ? done(json(answer.value)) : answer;
}

/** Only an answer tells what it took; a model whose answer did not arrive may have gone on writing. */
function costOf(reply: Outcome<Reply>, debited: number): number {
  if (!reply.ok) return reply.refusal.reason === "upstream-unreachable" ? 0 : debited;
  return reply.value.status === 200 ? (tokensOf(reply.value.body) ?? debited) : 0;
}

/** No language takes more tokens than one for two bytes, on average. */
const BYTES_PER_TOKEN = 2;

function mostTokens(body: GatewayRequest): number {
  const { byteLength } = new TextEncoder().encode(JSON.stringify(body.messages));
  return Math.ceil(byteLength / BYTES_PER_TOKEN) + body.max_tokens;
}

/** Size first, then syntax, then meaning. A problem names the place in the request, never what stands there. */
async function readChatRequest(
  request: Request,
  limitBytes: number,
): Promise<Outcome<ChatRequest>> {
  const text = await readText(request, limitBytes);
  if (!text.ok) return text;
  const body = parseJson(text.value);
  if (body === undefined) return refuse({ reason: "body-invalid", detail: "it is not JSON" });
  const parsed = v.safeParse(ChatRequest, body, { abortEarly: true });
  if (parsed.success) return done(parsed.output);
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
    return text === undefined ? tooLarge : done(text);
  } catch {
    // Nothing but the other end can break off a request.
    return refuse({ reason: "caller-left" });
  }
}

function chooseModel(
  wanted: string | undefined,
  { defaultModel, models }: Deployment["chat"],
): Outcome<string> {
  const model = wanted ?? defaultModel;
  return models.length === 0 || models.includes(model)
    ? done(model)
    : refuse({ reason: "model-not-offered", model, offered: models });
}

interface GatewayRequest {
  readonly model: string;
  readonly messages: ChatRequest["messages"];
  readonly max_tokens: number;
  readonly stream?: true;
}

/** @param model The one to ask first, after the allow-list. */
function gatewayRequest(
  { messages, max_tokens, temperature, stream }: ChatRequest,
  model: string,
  limits: Deployment["chat"],
): GatewayRequest {
  const fallbacks = limits.fallbackModels.filter((fallback) => fallback !== model);
  return {
    model,
    messages,
    // Left out, the gateway would cut off at 1000 (protocol §6).
    max_tokens: Math.min(max_tokens ?? limits.maxTokens, limits.maxTokens),
    ...(temperature === undefined ? {} : { temperature }),
    ...(stream === true ? { stream } : {}),
    ...(fallbacks.length === 0
      ? {}
      : {
          fallbacks: fallbacks.map((fallback) => ({ model: fallback })),
          fallback_config: { depth: fallbacks.length, retry: true },
        }),
  };
}

function chatQuestion(
  body: GatewayRequest,
  { apiKey, chat }: Deployment,
  signal: AbortSignal,
): Question {
  return {
    service: "language",
    url: `${chat.baseUrl}/v1/chat/completions`,
    init: {
      method: "POST",
      headers: { Authorization: apiKey, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    },
    timeoutMs: TIMEOUT_MS,
    // The gateway retries by itself; a second request from here could be billed twice.
    retries: 0,
    signal,
  };
}
