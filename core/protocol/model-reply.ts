/**
 * Reads the replies of language models, whole, streamed or inside a speech session. Each provider behind the LLM Gateway has its
 * own words and forms (docs/protocol.md#llm-gateway).
 */

import * as v from "valibot";
import { clipped, LONGEST } from "../bounds.ts";
import type { TokenUsage } from "../meeting.ts";
import type { ChatReply } from "./worker-api.ts";

/** Workers of earlier versions report 0 tokens for unstated ones. */
export const tokenUsage = (usage: ChatReply["usage"]): TokenUsage => ({
  inputTokens: usage.input_tokens,
  outputTokens: usage.output_tokens,
  ...((usage.incomplete || usage.input_tokens === 0) && { isIncomplete: true }),
});

/** A reply beyond the bound of a note ends there, as one that has reached its length limit. */
export function boundedReply(reply: ChatReply): ChatReply {
  const model = clipped(reply.model, LONGEST.name);
  const isLong = reply.content.length > LONGEST.note;
  return isLong
    ? { ...reply, model, content: clipped(reply.content, LONGEST.note), finish_reason: "length" }
    : { ...reply, model };
}

export function finishReasonOf(theirs: string): ChatReply["finish_reason"] {
  switch (theirs.toLowerCase()) {
    case "stop":
    case "end_turn":
      return "stop";
    case "length":
    case "max_tokens":
      return "length";
    default:
      return "other";
  }
}

/** Text of a message, or a list of parts of which some are text. */
export const MessageContent = v.nullish(v.union([v.string(), v.array(v.unknown())]));

const TextPart = v.object({ type: v.optional(v.literal("text")), text: v.string() });

export function textOf(content: v.InferOutput<typeof MessageContent>): string {
  if (!Array.isArray(content)) return content ?? "";
  return content.map((part) => (v.is(TextPart, part) ? part.text : "")).join("");
}

/** Tokens that a reply states; `null` for those it does not. */
export interface StatedTokens {
  readonly input: number | null;
  readonly output: number | null;
}

export const NOTHING_STATED: StatedTokens = { input: null, output: null };

const count = v.optional(
  v.fallback(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), null),
);

const UsageFields = v.object({
  input_tokens: count,
  output_tokens: count,
  prompt_tokens: count,
  completion_tokens: count,
});

/**
 * @param usage in either pair of names; the other pair is absent, null or 0
 * @param before from earlier events of the same stream, which a later event without counts does not take back
 */
export function statedTokens(usage: unknown, before = NOTHING_STATED): StatedTokens {
  const parsed = v.safeParse(UsageFields, usage);
  if (!parsed.success) return before;
  const { input_tokens, prompt_tokens, output_tokens, completion_tokens } = parsed.output;
  return {
    input: firstCount(input_tokens, prompt_tokens, before.input),
    output: firstCount(output_tokens, completion_tokens, before.output),
  };
}

/** A count above 0 wins, because providers also fill the unused pair with zeros. */
const firstCount = (...counts: readonly (number | null | undefined)[]): number | null =>
  counts.find((count) => (count ?? 0) > 0) ?? counts.find((count) => count === 0) ?? null;

/** No request and no text is made of 0 tokens, so such counts are not stated either. */
export function usageOf({ input, output }: StatedTokens, text: string): ChatReply["usage"] {
  const counts = { input_tokens: input ?? 0, output_tokens: output ?? 0 };
  const isOutputStated = text === "" ? output !== null : counts.output_tokens > 0;
  return counts.input_tokens > 0 && isOutputStated ? counts : { ...counts, incomplete: true };
}

/** FastAPI's short form. */
const PlainDetail = v.object({ detail: v.string() });
/** Shape before authentication: `{"error":"…"}`. */
const PlainError = v.object({ error: v.string() });
const ErrorBody = v.object({
  message: v.string(),
  metadata: v.optional(v.nullable(v.object({ errors: v.optional(v.array(v.string())) }))),
});
/** Older shape of the gateway, and of events in a stream: `{"error":{"code":400,"message":"…","metadata":{}}}`. */
const WrappedErrorBody = v.object({ error: ErrorBody });

/** @returns all messages of an error in any known shape, joined; empty if there is none */
export function errorWords(body: unknown): string {
  if (v.is(PlainError, body)) return body.error;
  if (v.is(PlainDetail, body)) return body.detail;
  if (v.is(WrappedErrorBody, body)) return messagesOf(body.error);
  if (v.is(ErrorBody, body)) return messagesOf(body);
  return "";
}

function messagesOf({ message, metadata }: v.InferOutput<typeof ErrorBody>): string {
  const errors = metadata?.errors ?? [];
  return errors.length === 0 ? message : `${message}: ${errors.join("; ")}`;
}

const WithError = v.object({ error: v.unknown() });
const FlatError = v.object({ code: v.unknown(), message: v.string() });

/** Whether a reply, or an event of one, is an error or contains one. Its words may have an unknown shape. */
export const isError = (body: unknown): boolean =>
  (v.is(WithError, body) && Boolean(body.error)) || v.is(FlatError, body);

/** Makes foreign words safe for a sentence: one line, clipped. */
export function oneLine(words: string): string {
  const line = words.replaceAll(/[\s\p{C}]+/gu, " ").trim();
  return line.length <= LONGEST.serviceWords ? line : `${line.slice(0, LONGEST.serviceWords)}…`;
}
