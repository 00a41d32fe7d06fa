/** Text messages of a client, protocol §3: bytes in, a message or a refusal out. */

import { parseUpdate, type Parsed } from "./parameters.ts";
import type { ClientMessage } from "./messages.ts";
import { invalidJson, invalidMessage, invalidMessageType } from "./refusals.ts";

export function parseClientMessage(text: string): Parsed<ClientMessage> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { ok: false, refusal: invalidJson("Message is not valid JSON") };
  }
  if (!isRecord(message)) return { ok: false, refusal: invalidMessage("Expected an object") };
  const type = message["type"];
  switch (type) {
    case "UpdateConfiguration": {
      const parsed = parseUpdate(message);
      return parsed.ok ? { ok: true, value: { type, update: parsed.value } } : parsed;
    }
    case "ForceEndpoint":
    case "KeepAlive":
    case "Terminate":
      return { ok: true, value: { type } };
    default:
      return typeof type === "string"
        ? { ok: false, refusal: invalidMessageType(type) }
        : { ok: false, refusal: invalidMessage("Field 'type' is missing") };
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
