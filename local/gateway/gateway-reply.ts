/**
 * A completion in the gateway's shape, whole or streamed in OpenAI's form (docs/protocol.md#llm-gateway).
 * LLMGatewayResponse holds the same data.
 */

import type { Behaviour, UsageForm } from "../behaviour.ts";
import type { Completion } from "../../core/language/language-request.ts";

type MessageContent = string | null | readonly { readonly type: "text"; readonly text: string }[];

export interface GatewayReply {
  readonly request_id: string;
  readonly choices: readonly {
    readonly index: number;
    readonly message: { readonly role: "assistant"; readonly content: MessageContent };
    readonly finish_reason: string;
  }[];
  readonly usage: Readonly<Record<string, number | null>> | null | undefined;
  readonly request: Readonly<Record<string, string | number | boolean>>;
  /** Nanoseconds. */
  readonly response_time: number;
  readonly llm_status_code: number;
}

const NANOSECONDS_PER_MS = 1_000_000;

export function gatewayReply(
  completion: Completion,
  details: {
    readonly requestId: string;
    readonly model: string;
    readonly echo: GatewayReply["request"];
    readonly tookMs: number;
    readonly usage: UsageForm;
  },
): GatewayReply {
  return {
    request_id: details.requestId,
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: completion.content },
        finish_reason: finishReason(details.model, completion.finishReason),
      },
    ],
    usage: usageIn(details.usage, completion),
    request: details.echo,
    response_time: Math.round(details.tookMs * NANOSECONDS_PER_MS),
    llm_status_code: 200,
  };
}

function usageIn(
  form: UsageForm,
  { inputTokens, outputTokens }: Completion,
): GatewayReply["usage"] {
  const total = { total_tokens: inputTokens + outputTokens };
  const named = { input_tokens: inputTokens, output_tokens: outputTokens };
  const renamed = { prompt_tokens: inputTokens, completion_tokens: outputTokens };
  switch (form) {
    case "input-output":
      return { ...named, ...total };
    case "prompt-completion":
    case "own-event":
      return { ...renamed, ...total };
    case "input-output-and-nulls":
      return { ...named, ...total, prompt_tokens: null, completion_tokens: null };
    case "nulls-and-prompt-completion":
      return { input_tokens: null, output_tokens: null, ...total, ...renamed };
    case "zeros-and-prompt-completion":
      return { input_tokens: 0, output_tokens: 0, ...total, ...renamed };
    case "empty":
      return {};
    case "null":
      return null;
    case "none":
      return undefined;
  }
}

/** @param content `null` from a model that was stopped before it wrote a word */
export const withContent = (reply: GatewayReply, content: MessageContent): GatewayReply => ({
  ...reply,
  choices: reply.choices.map((choice) => ({ ...choice, message: { ...choice.message, content } })),
});

/** Each provider has its own word for a natural end. */
export function finishReason(model: string, reason: Completion["finishReason"]): string {
  return reason === "stop" && model.startsWith("claude-") ? "end_turn" : reason;
}

/** Only these models stream; others send one JSON reply. */
export const streams = (model: string): boolean => /^(claude|gemini|gpt)-/.test(model);

const DONE = "[DONE]";

interface StreamDetails {
  readonly model: string;
  readonly createdSeconds: number;
  readonly usage: UsageForm;
}

/** One event per word, one with finish reason and usage, and the end mark. */
export function eventStream(
  { request_id, choices, usage }: GatewayReply,
  { model, createdSeconds, usage: usageForm }: StreamDetails,
): string[] {
  const event = (choices: readonly object[], rest: object = {}) =>
    JSON.stringify({
      id: request_id,
      object: "chat.completion.chunk",
      created: createdSeconds,
      model,
      choices,
      ...rest,
    });
  const chunk = (delta: object, finish_reason: string | null = null, rest: object = {}) =>
    event([{ index: 0, delta, finish_reason }], rest);

  const [choice] = choices;
  const content = choice?.message.content;
  const words = (typeof content === "string" && content.match(/\S+\s*/g)) || [];
  const finishReason = choice?.finish_reason ?? "stop";
  return [
    chunk({ role: "assistant", content: "" }),
    ...words.map((word) => chunk({ content: word })),
    ...(usageForm === "own-event"
      ? [chunk({}, finishReason), event([], { usage })]
      : [chunk({}, finishReason, { usage })]),
    DONE,
  ];
}

/** Lets a stream go wrong. */
export function withStreamSwitch(
  events: readonly string[],
  form: Behaviour["gateway"]["stream"],
): readonly string[] {
  const half = events.slice(0, events.length / 2);
  switch (form) {
    case "complete":
      return events;
    case "cut":
      return half;
    case "error":
      return [...half, JSON.stringify({ error: { code: 529, message: "Overloaded" } }), DONE];
    case "unreadable":
      return ["<!doctype html><title>Bad gateway</title>"];
  }
}
