/** Bodies in, answers out. */

import { version } from "../package.json";

const ALWAYS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Earshot-Version": version,
};

export function json(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

/** The same response with `headers`, and with what every answer of this Worker carries. */
export function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries({ ...ALWAYS, ...headers })) {
    response.headers.set(name, value);
  }
  return response;
}

/**
 * Reads a body as UTF-8, never holding more than `limitBytes` of it. `undefined`: it is longer; the rest was not read.
 * Rejects as the stream does, for instance when the other side goes away.
 */
export async function readCapped(
  body: ReadableStream<Uint8Array> | null,
  limitBytes: number,
): Promise<string | undefined> {
  if (!body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
