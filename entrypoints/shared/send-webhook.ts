/** Sends one version of a meeting to a webhook, signed as standard-webhooks does (docs/formats.md#webhook). */

import type { Outcome, Webhook } from "../../core/delivery/delivery.ts";
import { outcomeOf } from "../../core/delivery/webhook.ts";
import { retryAfterMs } from "./worker-client.ts";

const TIMEOUT_MS = 20_000;
const SECRET_PREFIX = "whsec_";

export interface WebhookMessage {
  readonly body: string;
  /** MIME type. */
  readonly type: string;
  /** The same for each retry of one version. */
  readonly id: string;
}

/** @param now Unix time in ms */
export async function sendWebhook(
  { address, secret }: Webhook,
  { body, type, id }: WebhookMessage,
  now: number,
): Promise<Outcome> {
  const timestamp = String(Math.floor(now / 1000));
  const signature = secret === "" ? null : await sign(secret, `${id}.${timestamp}.${body}`);
  try {
    const response = await fetch(address, {
      method: "POST",
      body,
      headers: {
        "content-type": type,
        "webhook-id": id,
        "webhook-timestamp": timestamp,
        ...(signature !== null && { "webhook-signature": signature }),
      },
      // Followed, it would go to an origin that the user has not allowed.
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    return outcomeOf(response.status, retryAfterMs(response.headers.get("Retry-After"), now));
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError")
      return { type: "retry", fault: "timeout" };
    // `fetch` throws a TypeError for everything that the network does.
    if (error instanceof TypeError)
      return navigator.onLine
        ? { type: "retry", fault: "unreachable" }
        : { type: "retry", fault: "offline", isUncounted: true };
    throw error;
  }
}

async function sign(secret: string, content: string): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", keyOf(secret), algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(content));
  return `v1,${base64(new Uint8Array(signature))}`;
}

/** A secret with the prefix is Base64; any other text is the key itself. */
function keyOf(secret: string): Uint8Array<ArrayBuffer> {
  if (!secret.startsWith(SECRET_PREFIX)) return new TextEncoder().encode(secret);
  try {
    return Uint8Array.from(atob(secret.slice(SECRET_PREFIX.length)), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return new TextEncoder().encode(secret);
  }
}

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
