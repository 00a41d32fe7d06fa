/**
 * A completion in the gateway's shape, whole or streamed in OpenAI's form (docs/protocol.md#llm-gateway).
 * LLMGatewayResponse holds the same data.
 */

import type { Completion } from "../models/language-model.ts";

export interface GatewayReply {
  readonly request_id: string;
  readonly choices: readonly {
    readonly index: number;
    readonly message: { readonly role: "assistant"; readonly content: string | null };
    readonly finish_reason: string;
  }[];
  readonly usage: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly total_tokens: number;
    readonly prompt_tokens: null;
    readonly completion_tokens: null;
  };
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
    usage: {
      input_tokens: completion.inputTokens,
      output_tokens: completion.outputTokens,
      total_tokens: completion.inputTokens + completion.outputTokens,
      prompt_tokens: null,
      completion_tokens: null,
    },
    request: details.echo,
    response_time: Math.round(details.tookMs * NANOSECONDS_PER_MS),
    llm_status_code: 200,
  };
}

/** The reply of a model that was stopped before it wrote a word. */
export const withoutContent = (reply: GatewayReply): GatewayReply => ({
  ...reply,
  choices: reply.choices.map((choice) => ({
    ...choice,
    message: { ...choice.message, content: null },
  })),
});

/** Each provider has its own word for a natural end. */
export function finishReason(model: string, reason: Completion["finishReason"]): string {
  return reason === "stop" && model.startsWith("claude-") ? "end_turn" : reason;
}

/** Only these models stream; others send one JSON reply. */
export const streams = (model: string): boolean => model.startsWith("gpt-");

/** One event per word, one with finish reason and usage, and the end mark. */
export function eventStream(reply: GatewayReply, model: string, createdSeconds: number): string[] {
  const chunk = (delta: object, finishReason: string | null, usage: GatewayReply["usage"] | null) =>
    JSON.stringify({
      id: reply.request_id,
      object: "chat.completion.chunk",
      created: createdSeconds,
      model,
      choices: [{ index: 0, delta, finish_reason: finishReason }],
      ...(usage === null ? {} : { usage }),
    });

  const choice = reply.choices[0];
  const words = choice?.message.content?.match(/\S+\s*/g) ?? [];
  return [
    chunk({ role: "assistant", content: "" }, null, null),
    ...words.map((content) => chunk({ content }, null, null)),
    chunk({}, choice?.finish_reason ?? "stop", reply.usage),
    "[DONE]",
  ];
}
