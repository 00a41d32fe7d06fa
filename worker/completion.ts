/** What the LLM Gateway answered (protocol §6), as a `ChatReply` or a reason. Pure. */

import * as v from "valibot";
import { finishReasonOf } from "../core/protocol/finish-reason.ts";
import type { ChatReply } from "../core/protocol/worker-api.ts";
import { done, refuse, type Outcome } from "./refusal.ts";
import { parseUpstreamError } from "./upstream-error.ts";
import type { Reply } from "./upstream.ts";
import { quote } from "./words.ts";

const count = v.nullish(v.pipe(v.number(), v.minValue(0)));

const Usage = v.object({
  input_tokens: count,
  output_tokens: count,
  prompt_tokens: count,
  completion_tokens: count,
});

const Completion = v.object({
  model: v.nullish(v.string()),
  /** "The reply looks as if made to the model that answered", so with fallbacks this names that one. */
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

/**
 * @param model The one that was asked.
 * @param apiKey Only so that it can be kept out of whatever is quoted.
 */
export function readChatReply(reply: Reply, model: string, apiKey: string): Outcome<ChatReply> {
  return reply.status === 200
    ? readCompletion(reply.body, model)
    : readFailure(reply, model, apiKey);
}

function readCompletion(body: unknown, model: string): Outcome<ChatReply> {
  const parsed = v.safeParse(Completion, body);
  const choice = parsed.success ? parsed.output.choices[0] : undefined;
  if (!parsed.success || !choice) {
    return refuse({ reason: "upstream-unreadable", service: "language" });
  }
  const { output } = parsed;
  const finishReason = finishReasonOf(choice.finish_reason ?? "");
  const content = choice.message.content ?? "";
  if (content.trim() === "") {
    return refuse({ reason: "reply-empty", cutOff: finishReason === "length" });
  }
  return done({
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

/** What an answer, or an event of a streamed one, says it took. `undefined`: it does not say. */
export function tokensOf(body: unknown): number | undefined {
  const parsed = v.safeParse(v.object({ usage: Usage }), body);
  if (!parsed.success) return undefined;
  const { input_tokens, output_tokens } = countsOf(parsed.output.usage);
  const tokens = Math.ceil(input_tokens + output_tokens);
  return tokens > 0 ? tokens : undefined;
}

function readFailure(reply: Reply, model: string, apiKey: string): Outcome<never> {
  const service = "language";
  const { status, retryAfter } = reply;
  const { words, isAboutKey } = parseUpstreamError(reply.body);
  if (status === 429) return refuse({ reason: "upstream-busy", service, retryAfter });
  if (status >= 500) return refuse({ reason: "upstream-broken", service, status });
  if (isAboutModel(status, words)) return refuse({ reason: "model-unavailable", model });
  if (status === 401 || status === 403 || isAboutKey)
    return refuse({ reason: "key-refused", service });
  if (words === "") return refuse({ reason: "upstream-unreadable", service });
  return refuse({ reason: "upstream-rejected", service, status, detail: quote(words, apiKey) });
}

/** 404, "Your account does not have access to this LLM Gateway model", "model x is not supported". */
function isAboutModel(status: number, words: string): boolean {
  if (words === "") return false;
  return status === 404 || /does not have access|model .* not supported/i.test(words);
}
