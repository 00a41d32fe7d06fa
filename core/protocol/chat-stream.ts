/** Puts a streamed reply of the LLM Gateway together (docs/protocol.md#llm-gateway: OpenAI's form). */

import { createParser } from "eventsource-parser";
import * as v from "valibot";
import { parseJson } from "../parse-json.ts";
import { finishReasonOf } from "./finish-reason.ts";
import type { ChatReply } from "./worker-api.ts";

const Piece = v.object({
  model: v.nullish(v.string()),
  choices: v.optional(
    v.array(
      v.object({
        delta: v.nullish(v.object({ content: v.nullish(v.string()) })),
        finish_reason: v.nullish(v.string()),
      }),
    ),
    [],
  ),
  usage: v.nullish(v.object({ input_tokens: v.number(), output_tokens: v.number() })),
});

/** Thrown for a stream that is no reply, for instance an error in its place. */
export class ChatStreamError extends Error {
  override readonly name = "ChatStreamError";
}

export interface ChatStream {
  /** @param text the next part of the stream, cut anywhere @throws ChatStreamError */
  feed(text: string): void;
  /** The text of the reply so far. */
  readonly content: string;
  /** @returns the reply, or `null` if the stream broke off */
  end(): ChatReply | null;
}

/** @param model the requested model, for streams that name none */
export function createChatStream(model: string): ChatStream {
  let content = "";
  let answeredBy = model;
  let finishReason: string | null = null;
  let usage = { input_tokens: 0, output_tokens: 0 };
  let isDone = false;

  function take(data: string): void {
    if (data === "[DONE]") {
      isDone = true;
      return;
    }
    const piece = v.safeParse(Piece, parseJson(data));
    if (!piece.success) throw new ChatStreamError("A piece of the reply has another form.");
    const [choice] = piece.output.choices;
    content += choice?.delta?.content ?? "";
    finishReason = choice?.finish_reason ?? finishReason;
    answeredBy = piece.output.model ?? answeredBy;
    usage = piece.output.usage ?? usage;
  }

  const parser = createParser({ onEvent: ({ data }) => take(data) });
  return {
    feed: (text) => parser.feed(text),
    get content() {
      return content;
    },
    end() {
      if (!isDone && finishReason === null) return null;
      // `[DONE]` without a reason is the natural end.
      const finish_reason = finishReason === null ? "stop" : finishReasonOf(finishReason);
      return { model: answeredBy, content, finish_reason, usage };
    },
  };
}
