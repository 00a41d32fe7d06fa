/** HTTP answers as values, and the functions that write them to a socket. */

import type { IncomingMessage, ServerResponse } from "node:http";

export type Answer =
  | {
      readonly type: "json";
      readonly status: number;
      readonly body: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Server-sent events: each string is the data of one event. */
  | {
      readonly type: "events";
      readonly events: AsyncIterable<string>;
      /** Breaks the connection after the last event. */
      readonly isCut: boolean;
    };

const MAX_BODY_BYTES = 4_000_000;

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer => ({ type: "json", status, body, headers });

/** Resolves when everything is sent or the client has disconnected. */
export async function writeAnswer(response: ServerResponse, answer: Answer): Promise<void> {
  if (answer.type === "json") {
    response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
    response.end(JSON.stringify(answer.body));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  for await (const data of answer.events) {
    if (response.destroyed) return;
    await new Promise((resolve) => response.write(`data: ${data}\n\n`, resolve));
  }
  if (answer.isCut) response.destroy();
  else response.end();
}

/** @returns the body as text; `null` if it is too large */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export type KeyCheck = "valid" | "missing" | "wrong";

/**
 * The HTTP endpoints accept the key raw or as `Bearer`; the WebSocket accepts it raw only
 * (docs/protocol.md#temporary-token).
 */
export function checkKey(authorization: string | undefined, apiKey: string): KeyCheck {
  if (authorization === undefined || authorization === "") return "missing";
  return authorization.replace(/^Bearer\s+/i, "") === apiKey ? "valid" : "wrong";
}
