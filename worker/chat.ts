/** `POST /v1/chat`: one completion of the LLM Gateway (protocol §6), within what this deployment allows. */

import * as v from "valibot";
import { ChatRequest } from "../core/protocol/worker-api.ts";
import { readChatReply } from "./completion.ts";
import type { Deployment } from "./environment.ts";
import { json, parseJson, readCapped } from "./http.ts";
import { done, refuse, type Outcome } from "./refusal.ts";
import type { Visit } from "./serve.ts";
import { ask, type Question } from "./upstream.ts";

/** Long notes by a thorough model take a minute or two. */
const TIMEOUT_MS = 150_000;

export async function chat({ request, deployment, outside }: Visit): Promise<Outcome<Response>> {
  const wish = await readChatRequest(request, deployment.chat.maxBytes);
  if (!wish.ok) return wish;
  const model = chooseModel(wish.value.model, deployment.chat);
  if (!model.ok) return model;
  const reply = await ask(outside, chatQuestion(wish.value, model.value, deployment));
  if (!reply.ok) return reply;
  const answer = readChatReply(reply.value, model.value, deployment.apiKey);
  return answer.ok ? done(json(answer.value)) : answer;
}

/** Size first, then syntax, then meaning. A problem names the place in the request, never what stands there. */
async function readChatRequest(
  request: Request,
  limitBytes: number,
): Promise<Outcome<ChatRequest>> {
  const announcedBytes = Number(request.headers.get("Content-Length") ?? 0);
  const text = announcedBytes > limitBytes ? undefined : await readCapped(request.body, limitBytes);
  if (text === undefined) return refuse({ reason: "body-too-large", limitBytes });
  const body = parseJson(text);
  if (body === undefined) return refuse({ reason: "body-invalid", detail: "it is not JSON" });
  const parsed = v.safeParse(ChatRequest, body, { abortEarly: true });
  if (parsed.success) return done(parsed.output);
  const [issue] = parsed.issues;
  const place = v.getDotPath(issue) ?? "the body";
  const detail = `${place} is not as expected${issue.expected === null ? "" : ` (${issue.expected})`}`;
  return refuse({ reason: "body-invalid", detail });
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

/** @param model The one to ask first, after the allow-list. */
function chatQuestion(
  wish: ChatRequest,
  model: string,
  { apiKey, chat: limits }: Deployment,
): Question {
  const fallbacks = limits.fallbackModels.filter((fallback) => fallback !== model);
  const body = {
    model,
    messages: wish.messages,
    // Left out, the gateway would cut off at 1000 (protocol §6).
    max_tokens: Math.min(wish.max_tokens ?? limits.maxTokens, limits.maxTokens),
    ...(wish.temperature === undefined ? {} : { temperature: wish.temperature }),
    ...(fallbacks.length === 0
      ? {}
      : {
          fallbacks: fallbacks.map((fallback) => ({ model: fallback })),
          fallback_config: { depth: fallbacks.length, retry: true },
        }),
  };
  return {
    service: "language",
    url: `${limits.baseUrl}/v1/chat/completions`,
    init: {
      method: "POST",
      headers: { Authorization: apiKey, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    },
    timeoutMs: TIMEOUT_MS,
    // The gateway retries by itself; a second request from here could be billed twice.
    retries: 0,
  };
}
