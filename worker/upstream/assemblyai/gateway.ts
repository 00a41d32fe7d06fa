/** AssemblyAI's LLM Gateway: completions, whole or streamed (docs/protocol.md#llm-gateway). */

import * as v from "valibot";
import { ok } from "../../../core/problem.ts";
import { createChatStream } from "../../../core/protocol/chat-stream.ts";
import {
  finishReasonOf,
  MessageContent,
  statedTokens,
  textOf,
  usageOf,
} from "../../../core/protocol/model-reply.ts";
import type { ChatReply } from "../../../core/protocol/worker-api.ts";
import { refuse, type Outcome } from "../../refusal.ts";
import {
  MAX_REPLY_BYTES,
  receive,
  send,
  type UpstreamReply,
  type UpstreamRequest,
} from "../exchange.ts";
import type { Bill, Completion, Endpoint, LanguageService } from "../services.ts";
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
      return ok(response.value.body.pipeThrough(meter(completion, onBilled)));
    }
    const reply = response.ok ? await receive(response.value, request, context) : response;
    const bill = billOf(reply, completion);
    if (bill) onBilled(bill);
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

/** Passes a stream on unchanged, no faster than it is read. Reports its tokens when it ends, breaks off or is left unread. */
function meter(
  completion: Completion,
  onBilled: (bill: Bill) => void,
): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const stream = createChatStream(completion.model);
  let bytes = 0;
  let isSettled = false;

  function settle(): void {
    if (isSettled) return;
    isSettled = true;
    const isWhole = stream.end().type === "reply";
    const usage = isWhole ? stream.usage : { ...stream.usage, incomplete: true };
    // Text in an unknown form is billed like any other.
    const written = stream.content === "" ? tokensIn(bytes) : tokensIn(bytesOf(stream.content));
    onBilled(billFor(usage, completion, written));
  }

  return new TransformStream(
    {
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > MAX_REPLY_BYTES) {
          settle();
          throw new RangeError("The reply is longer than any model writes.");
        }
        stream.feed(decoder.decode(chunk, { stream: true }));
        controller.enqueue(chunk);
      },
      flush() {
        stream.feed(decoder.decode());
        settle();
      },
      cancel: settle,
    },
    // No queue: a chunk is requested only when it can be passed on.
    { highWaterMark: 0 },
    { highWaterMark: 0 },
  );
}

/**
 * @returns `undefined` if nothing shows it: a model whose reply did not arrive, or has no text, may have reasoned up to its limit
 */
function billOf(reply: Outcome<UpstreamReply>, completion: Completion): Bill | undefined {
  if (!reply.ok) return reply.problem.reason === "upstream-unreachable" ? NOTHING : undefined;
  const { status, body } = reply.value;
  if (status !== 200) return NOTHING;
  const parsed = v.safeParse(CompletionReply, body);
  const content = parsed.success ? textOf(parsed.output.choices[0].message.content) : "";
  const usage = usageOf(statedTokens(v.is(WithUsage, body) ? body.usage : null), content);
  if (usage.incomplete && content === "") return undefined;
  return billFor(usage, completion, tokensIn(bytesOf(content)));
}

/** Requests that fail are not billed. */
const NOTHING: Bill = { input: 0, output: 0, isStated: true };

/**
 * Tokens of a request and its reply. Those that the model does not state are estimated from the text.
 *
 * @param written estimated tokens of the reply
 */
function billFor(
  usage: ChatReply["usage"],
  { messages, maxTokens }: Completion,
  written: number,
): Bill {
  const input = usage.input_tokens || tokensIn(bytesOf(JSON.stringify(messages)));
  const output = usage.incomplete ? Math.min(written, maxTokens) : 0;
  return {
    input,
    output: Math.max(usage.output_tokens, output),
    isStated: usage.incomplete !== true,
  };
}

/** An average over scripts and models: English has about four letters in a token, Chinese three bytes in a character. */
const BYTES_PER_TOKEN = 4;

const tokensIn = (bytes: number): number => Math.ceil(bytes / BYTES_PER_TOKEN);

const bytesOf = (text: string): number => new TextEncoder().encode(text).byteLength;

const WithUsage = v.object({ usage: v.unknown() });

const CompletionReply = v.object({
  model: v.nullish(v.string()),
  /** With fallbacks, "the reply looks as if made to the model that answered", so `request` names that model. */
  request: v.nullish(v.object({ model: v.nullish(v.string()) })),
  choices: v.tupleWithRest(
    [
      v.object({
        message: v.object({ content: MessageContent }),
        finish_reason: v.nullish(v.string()),
      }),
    ],
    v.unknown(),
  ),
  // Never a reason to refuse a reply.
  usage: v.optional(v.unknown()),
});

function readReply(reply: UpstreamReply, model: string, apiKey: string): Outcome<ChatReply> {
  return reply.status === 200
    ? readCompletion(reply.body, model)
    : readFailure(reply, model, apiKey);
}

function readCompletion(body: unknown, model: string): Outcome<ChatReply> {
  const parsed = v.safeParse(CompletionReply, body);
  if (!parsed.success) return refuse({ reason: "upstream-unreadable", service });
  const { output } = parsed;
  const [choice] = output.choices;
  const finishReason = finishReasonOf(choice.finish_reason ?? "");
  const content = textOf(choice.message.content);
  if (content.trim() === "") {
    return refuse({ reason: "reply-empty", cutOff: finishReason === "length" });
  }
  return ok({
    model: output.model ?? output.request?.model ?? model,
    content,
    finish_reason: finishReason,
    usage: usageOf(statedTokens(output.usage), content),
  });
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
