/** AssemblyAI's LLM Gateway: completions, whole or streamed (docs/protocol.md#llm-gateway). */

import { createParser } from "eventsource-parser";
import * as v from "valibot";
import { parseJson } from "../../../core/parse-json.ts";
import { ok } from "../../../core/problem.ts";
import { finishReasonOf } from "../../../core/protocol/model-reply.ts";
import type { ChatReply } from "../../../core/protocol/worker-api.ts";
import { refuse, type Outcome } from "../../refusal.ts";
import {
  MAX_REPLY_BYTES,
  receive,
  send,
  type UpstreamReply,
  type UpstreamRequest,
} from "../exchange.ts";
import type { Completion, Endpoint, LanguageService } from "../services.ts";
import { listModels } from "./catalogue.ts";
import { parseFailure, refusalOf } from "./failures.ts";

/** Long notes by a thorough model take a minute or two. */
const COMPLETION_TIMEOUT_MS = 150_000;

const service = "language";

export const languageService: LanguageService = {
  defaultUrl: "https://llm-gateway.assemblyai.com",
  maxFallbacks: 2,
  async complete(endpoint, completion, context, onBilled) {
    const request = completionRequest(endpoint, completion);
    const response = await send(request, context);
    if (completion.stream && response.ok && isEventStream(response.value) && response.value.body) {
      return ok(response.value.body.pipeThrough(meter(onBilled)));
    }
    const reply = response.ok ? await receive(response.value, request, context) : response;
    const tokens = billedTokens(reply);
    if (tokens !== undefined) onBilled(tokens);
    return reply.ok ? readReply(reply.value, completion.model, endpoint.apiKey) : reply;
  },
  models: listModels,
};

function completionRequest(
  { baseUrl, apiKey }: Endpoint,
  { model, messages, maxTokens, temperature, stream, fallbackModels }: Completion,
): UpstreamRequest {
  const body = {
    model,
    messages,
    // Always sent: the gateway's default cuts off at 1000.
    max_tokens: maxTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(stream ? { stream } : {}),
    ...(fallbackModels.length === 0
      ? {}
      : {
          fallbacks: fallbackModels.map((fallback) => ({ model: fallback })),
          fallback_config: { depth: fallbackModels.length, retry: true },
        }),
  };
  return {
    service,
    url: `${baseUrl}/v1/chat/completions`,
    init: {
      method: "POST",
      headers: { Authorization: apiKey, "Content-Type": "application/json" },
      body: JSON.stringify(body),
    },
    timeoutMs: COMPLETION_TIMEOUT_MS,
    // The gateway retries on its own; a second request from here could be billed twice.
    retries: 0,
  };
}

const isEventStream = ({ status, headers }: Response): boolean =>
  status === 200 && /^text\/event-stream\b/i.test(headers.get("Content-Type") ?? "");

/** Passes a stream on unchanged, no faster than it is read, and reports its usage at its regular end. */
function meter(onBilled: (tokens: number) => void): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let tokens: number | undefined;
  const parser = createParser({
    onEvent: ({ data }) => (tokens = tokensOf(parseJson(data)) ?? tokens),
  });
  return new TransformStream(
    {
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > MAX_REPLY_BYTES)
          throw new RangeError("The reply is longer than any model writes.");
        parser.feed(decoder.decode(chunk, { stream: true }));
        controller.enqueue(chunk);
      },
      flush() {
        // Ends the last event even if its blank line is missing.
        parser.feed(`${decoder.decode()}\n\n`);
        if (tokens !== undefined) onBilled(tokens);
      },
    },
    // No queue: a chunk is requested only when it can be passed on.
    { highWaterMark: 0 },
    { highWaterMark: 0 },
  );
}

/** @returns `undefined` if it is unknown: a model whose reply did not arrive may have gone on writing. */
function billedTokens(reply: Outcome<UpstreamReply>): number | undefined {
  if (!reply.ok) return reply.problem.reason === "upstream-unreachable" ? 0 : undefined;
  return reply.value.status === 200 ? tokensOf(reply.value.body) : 0;
}

const count = v.nullish(v.pipe(v.number(), v.minValue(0)));

const Usage = v.object({
  input_tokens: count,
  output_tokens: count,
  prompt_tokens: count,
  completion_tokens: count,
});

const CompletionReply = v.object({
  model: v.nullish(v.string()),
  /** With fallbacks, "the reply looks as if made to the model that answered", so `request` names that model. */
  request: v.nullish(v.object({ model: v.nullish(v.string()) })),
  choices: v.pipe(
    v.array(
      v.object({
        message: v.object({ content: v.nullish(v.string()) }),
        finish_reason: v.nullish(v.string()),
      }),
    ),
    v.minLength(1),
  ),
  usage: v.nullish(Usage),
});

function readReply(reply: UpstreamReply, model: string, apiKey: string): Outcome<ChatReply> {
  return reply.status === 200
    ? readCompletion(reply.body, model)
    : readFailure(reply, model, apiKey);
}

function readCompletion(body: unknown, model: string): Outcome<ChatReply> {
  const parsed = v.safeParse(CompletionReply, body);
  const choice = parsed.success ? parsed.output.choices[0] : undefined;
  if (!parsed.success || !choice) return refuse({ reason: "upstream-unreadable", service });
  const { output } = parsed;
  const finishReason = finishReasonOf(choice.finish_reason ?? "");
  const content = choice.message.content ?? "";
  if (content.trim() === "") {
    return refuse({ reason: "reply-empty", cutOff: finishReason === "length" });
  }
  return ok({
    model: output.model ?? output.request?.model ?? model,
    content,
    finish_reason: finishReason,
    usage: countsOf(output.usage),
  });
}

const countsOf = (usage: v.InferOutput<typeof Usage> | null | undefined): ChatReply["usage"] => ({
  input_tokens: usage?.input_tokens ?? usage?.prompt_tokens ?? 0,
  output_tokens: usage?.output_tokens ?? usage?.completion_tokens ?? 0,
});

/**
 * @param body A reply or one event of a streamed reply.
 * @returns the tokens it reports, or `undefined` if it reports none
 */
function tokensOf(body: unknown): number | undefined {
  const parsed = v.safeParse(v.object({ usage: Usage }), body);
  if (!parsed.success) return undefined;
  const { input_tokens, output_tokens } = countsOf(parsed.output.usage);
  const tokens = Math.ceil(input_tokens + output_tokens);
  return tokens > 0 ? tokens : undefined;
}

function readFailure(reply: UpstreamReply, model: string, apiKey: string): Outcome<never> {
  const { status } = reply;
  const failure = parseFailure(reply.body);
  return refuse(
    status !== 429 && status < 500 && isAboutModel(status, failure.words)
      ? { reason: "model-unavailable", model }
      : refusalOf(reply, failure, service, apiKey),
  );
}

/** 404, "Your account does not have access to this LLM Gateway model", "model x is not supported". */
function isAboutModel(status: number, words: string): boolean {
  if (words === "") return false;
  return status === 404 || /does not have access|model .* not supported/i.test(words);
}
