/** A reply that comes in pieces (protocol §6), passed on as it comes: unchanged, no faster than it is read, and only once. */

import { parseJson } from "../core/parse-json.ts";
import { tokensOf } from "./completion.ts";
import { MAX_REPLY_BYTES } from "./upstream.ts";

/** The last line is the only one kept, and an event that tells the usage is far shorter. */
const LONGEST_LINE = 100_000;

export const isEventStream = ({ status, headers }: Response): boolean =>
  status === 200 && /^text\/event-stream\b/i.test(headers.get("Content-Type") ?? "");

/**
 * @param onEnd Called with the tokens it took when it ends as it should and has told them. A reader that goes away ends the
 *   reply at its source.
 */
export function passOn(response: Response, onEnd: (tokens: number) => void): Response {
  const body = response.body?.pipeThrough(meter(onEnd)) ?? null;
  return new Response(body, { headers: { "Content-Type": "text/event-stream; charset=utf-8" } });
}

function meter(onEnd: (tokens: number) => void): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  let line = "";
  let bytes = 0;
  let tokens: number | undefined;
  const read = (text: string): void => {
    const lines = (line + text).split(/\r\n|[\r\n]/);
    line = lines.pop() ?? "";
    if (line.length > LONGEST_LINE) line = "";
    for (const each of lines) {
      if (each.startsWith("data:")) tokens = tokensOf(parseJson(each.slice(5))) ?? tokens;
    }
  };
  return new TransformStream(
    {
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > MAX_REPLY_BYTES)
          throw new RangeError("The reply is longer than any model writes.");
        read(decoder.decode(chunk, { stream: true }));
        controller.enqueue(chunk);
      },
      flush() {
        read(`${decoder.decode()}\n`);
        if (tokens !== undefined) onEnd(tokens);
      },
    },
    // Nothing waits here: a chunk is asked for when one can be handed on.
    { highWaterMark: 0 },
    { highWaterMark: 0 },
  );
}
