/** Error bodies of AssemblyAI in all known shapes (docs/protocol.md#temporary-token, docs/protocol.md#llm-gateway). */

import * as v from "valibot";
import { errorWords } from "../../../core/protocol/model-reply.ts";
import type { Refusal, Service } from "../../refusal.ts";
import { quote } from "../../text.ts";
import type { UpstreamReply } from "../exchange.ts";

export interface Failure {
  /** All messages of the body, joined. Empty if the body has no known shape. */
  readonly words: string;
  /**
   * The key is missing or wrong, whatever the status: a missing `Authorization` header was answered with 422
   * (docs/protocol.md#temporary-token).
   */
  readonly isAboutKey: boolean;
}

/** FastAPI's shape, from `/v3/token`: `{"detail":[{"loc":["query","expires_in_seconds"],"msg":"…"}]}`. */
const ValidationDetails = v.object({
  detail: v.array(v.object({ loc: v.array(v.union([v.string(), v.number()])), msg: v.string() })),
});

const ABOUT_KEY =
  /authentication error|not authenticated|unauthorized|(invalid|missing) api (key|token)|api (key|token).*(invalid|missing)/i;

export function parseFailure(body: unknown): Failure {
  const validation = v.safeParse(ValidationDetails, body);
  if (validation.success) {
    const { detail } = validation.output;
    return {
      words: detail.map(({ loc, msg }) => `${loc.at(-1) ?? "request"}: ${msg}`).join("; "),
      isAboutKey: detail.some(({ loc }) => isAuthorizationHeader(loc)),
    };
  }
  const words = errorWords(body);
  return { words, isAboutKey: ABOUT_KEY.test(words) };
}

/** @param apiKey Removed from the quoted message. */
export function refusalOf(
  { status, retryAfter }: UpstreamReply,
  { words, isAboutKey }: Failure,
  service: Service,
  apiKey: string,
): Refusal {
  if (status === 429) return { reason: "upstream-busy", service, retryAfter };
  if (status >= 500) return { reason: "upstream-broken", service, status };
  if (status === 401 || status === 403 || isAboutKey) return { reason: "key-refused", service };
  if (words === "") return { reason: "upstream-unreadable", service };
  return { reason: "upstream-rejected", service, status, detail: quote(words, apiKey) };
}

function isAuthorizationHeader(loc: readonly (string | number)[]): boolean {
  return loc[0] === "header" && String(loc[1]).toLowerCase() === "authorization";
}
