/** Reads streamed replies of language models from the network. */

import { LONGEST } from "../../core/bounds.ts";
import type { ReplyListener } from "../../core/language/language-request.ts";
import { createChatStream, type StreamEnd } from "../../core/protocol/chat-stream.ts";

/** The host can't be reached, refuses this origin, or was lost while it answered: `fetch` never says which. */
export class NetworkError extends Error {}

/** Tells failures of the network from bugs elsewhere: `fetch` and bodies throw a `TypeError` for them. */
const networkError = (error: unknown): unknown =>
  error instanceof TypeError ? new NetworkError() : error;

/** @throws NetworkError */
export async function overNetwork<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw networkError(error);
  }
}

/** @throws NetworkError */
export async function* piecesOf(body: ReadableStream<BufferSource>): AsyncGenerator<string> {
  try {
    yield* body.pipeThrough(new TextDecoderStream());
  } catch (error) {
    throw networkError(error);
  }
}

/**
 * Reads a whole answer. A longer one than the bound allows ends there, so it is no JSON.
 *
 * @throws NetworkError
 */
export async function answerText({ body }: Response): Promise<string> {
  let text = "";
  if (!body) return text;
  for await (const piece of piecesOf(body)) {
    text += piece;
    if (text.length > LONGEST.answer) break;
  }
  return text;
}

/**
 * @param model for streams that do not name theirs
 * @throws NetworkError if the stream breaks off after its first word
 */
export async function readReplyStream(
  pieces: AsyncIterable<string>,
  model: string,
  { onText, onUsage }: ReplyListener,
): Promise<StreamEnd> {
  const stream = createChatStream(model);
  let end: StreamEnd | null = null;
  try {
    for await (const text of pieces) {
      stream.feed(text);
      if (stream.isOver) break;
      onText(stream.content);
    }
    end = stream.end();
  } catch (error) {
    // A proxy that breaks streams may let a whole reply pass.
    if (!(error instanceof NetworkError) || stream.content !== "") throw error;
    end = { type: "unreadable" };
  } finally {
    // The rest of a reply that broke off, or that can't be read, is billed too.
    const isBilled = end?.type !== "error" || stream.content !== "";
    if (end?.type !== "reply" && isBilled)
      await onUsage(stream.model, { ...stream.usage, incomplete: true });
  }
  return end;
}
