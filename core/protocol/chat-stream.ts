/** Puts a streamed reply of the LLM Gateway together (docs/protocol.md#llm-gateway: OpenAI's form). */

import { createParser } from "eventsource-parser";
import * as v from "valibot";
import { LONGEST } from "../bounds.ts";
import { parseJson } from "../parse-json.ts";
import {
  boundedReply,
  errorWords,
  finishReasonOf,
  isError,
  MessageContent,
  NOTHING_STATED,
  oneLine,
  statedTokens,
  textOf,
  usageOf,
} from "./model-reply.ts";
import type { ChatReply } from "./worker-api.ts";

const Message = v.nullish(v.object({ content: MessageContent }));

const Piece = v.object({
  model: v.optional(v.fallback(v.nullable(v.string()), null)),
  choices: v.nullish(
    v.array(v.object({ delta: Message, message: Message, finish_reason: v.nullish(v.string()) })),
  ),
  // Never a reason to refuse a piece.
  usage: v.optional(v.unknown()),
});

export type StreamEnd =
  | { readonly type: "reply"; readonly reply: ChatReply }
  /** The service reported an error, also after text; `words` may be empty. */
  | { readonly type: "error"; readonly words: string }
  /** The text is not complete. */
  | { readonly type: "cut-off" }
  /** Nothing was understood before the first word: another form of reply, or a proxy's page. */
  | { readonly type: "unreadable" };

export interface ChatStream {
  /** @param text the next part of the stream, cut anywhere */
  feed(text: string): void;
  /** Text of the reply so far. */
  readonly content: string;
  readonly model: string;
  readonly usage: ChatReply["usage"];
  /** The reply can't become complete or is as long as it may be, so the rest of the stream is of no use. */
  readonly isOver: boolean;
  end(): StreamEnd;
}

/** @param askedModel for streams that do not name their model */
export function createChatStream(askedModel: string): ChatStream {
  let content = "";
  let model = askedModel;
  let finishReason: string | null = null;
  let tokens = NOTHING_STATED;
  let isDone = false;
  let isFull = false;
  let failure: StreamEnd | null = null;

  function take(name: string | undefined, data: string): void {
    if (failure || isFull || isDone || data.trim() === "") return;
    if (data === "[DONE]") {
      isDone = true;
      return;
    }
    const json = parseJson(data);
    const piece = v.safeParse(Piece, json);
    if (piece.success) tokens = statedTokens(piece.output.usage, tokens);
    const [choice] = (piece.success && piece.output.choices) || [];
    if (name === "error" || isError(json) || choice?.finish_reason === "error")
      failure = { type: "error", words: oneLine(errorWords(json)) };
    else if (piece.success) add(piece.output.model, choice);
    // After the finish reason only usage is missing, and a reply never fails for that.
    else if (finishReason === null) failure = broken();
  }

  function add(named: string | null | undefined, choice: Choice | undefined): void {
    content += textOf(choice?.delta?.content);
    // A whole message in one piece; after deltas it would repeat them.
    if (content === "") content = textOf(choice?.message?.content);
    finishReason = choice?.finish_reason ?? finishReason;
    isFull = content.length > LONGEST.note;
    if (isFull) finishReason = "length";
    model = named ?? model;
  }

  const broken = (): StreamEnd => ({ type: content === "" ? "unreadable" : "cut-off" });

  const parser = createParser({ onEvent: ({ event, data }) => take(event, data) });
  return {
    feed: (text) => parser.feed(text),
    get content() {
      return content;
    },
    get model() {
      return model;
    },
    get usage() {
      return usageOf(tokens, content);
    },
    get isOver() {
      return isFull || failure !== null;
    },
    end() {
      // Ends the last event even if its blank line is missing.
      parser.feed("\n\n");
      if (failure) return failure;
      const isComplete = finishReason !== null || (isDone && content !== "");
      if (!isComplete) return broken();
      // `[DONE]` without a reason is the natural end.
      const finish_reason = finishReason === null ? "stop" : finishReasonOf(finishReason);
      const reply = { model, content, finish_reason, usage: usageOf(tokens, content) };
      return { type: "reply", reply: boundedReply(reply) };
    },
  };
}

type Choice = NonNullable<v.InferOutput<typeof Piece>["choices"]>[number];
