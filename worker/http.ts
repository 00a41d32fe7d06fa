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
 * @param deadline Ends the reading of a body that stalls.
 * @returns `undefined` if the body is longer; the rest is not read.
 * @throws the stream's error, for instance if the other side disconnects, or the reason of `deadline`
 */
export async function readCapped(
  body: ReadableStream<Uint8Array> | null,
  limitBytes: number,
  deadline?: AbortSignal,
): Promise<string | undefined> {
  if (!body) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of deadline ? until(deadline, body) : body) {
    bytes += chunk.byteLength;
    if (bytes > limitBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** `pipeThrough` with a signal does not do: workerd waits for the next chunk before it looks at the signal. */
async function* until(
  deadline: AbortSignal,
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  const late = new Promise<never>((_, reject) => {
    deadline.addEventListener("abort", () => reject(deadline.reason));
  });
  // Unheard if the body ends in time.
  late.catch(() => {});
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late]);
      if (done) return;
      yield value;
    }
  } finally {
    // Not awaited: the cancellation of a stalled body may stall too.
    reader.cancel().catch(() => {});
  }
}

/** @param hostname In the form of `URL.hostname`. */
export const isThisMachine = (hostname: string): boolean =>
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
