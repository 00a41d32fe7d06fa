/** Helpers for hosts, request bodies and responses. */

import { version } from "../package.json";

const COMMON_HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Earshot-Version": version,
};

export function json(body: unknown, init: ResponseInit = {}): Response {
  return Response.json(body, init);
}

/** Adds `headers` and those that every response of this Worker carries. */
export function withHeaders(response: Response, headers: Record<string, string>): Response {
  for (const [name, value] of Object.entries({ ...COMMON_HEADERS, ...headers })) {
    response.headers.set(name, value);
  }
  return response;
}

/**
 * Reads a body as UTF-8 and never holds more than `limitBytes` of it.
 *
 * @returns `undefined` if the body is longer; the rest is not read.
 * @throws the stream's error, for instance if the other side disconnects
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

/** @param hostname In the form of `URL.hostname`. */
export const isThisMachine = (hostname: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
