/** A model's reply in pieces, as the LLM Gateway streams it (protocol §6: OpenAI's form, only for models that can). */

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

/** A stream that is no reply: an error, or something else entirely. */
export class ChatStreamError extends Error {
  override readonly name = "ChatStreamError";
}

export interface ChatStream {
  /** Text of the stream as it comes, cut anywhere. @throws ChatStreamError */
  feed(text: string): void;
  /** All of the reply that has come. */
  readonly content: string;
  /** The reply; null where the stream ended before it was complete. */
  end(): ChatReply | null;
}

/** @param model the one that was asked, for streams that do not name it */
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
    if (!piece.success) throw new ChatStreamError("A piece of the reply is none.");
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
      // A stream that says no more than that it is done has come to its natural end.
      const finish_reason = finishReason === null ? "stop" : finishReasonOf(finishReason);
      return { model: answeredBy, content, finish_reason, usage };
    },
  };
}
