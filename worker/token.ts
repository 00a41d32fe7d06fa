/** `POST /v1/token`: one speech session's ticket, minted on the host it will be used on (protocol §1). */

import * as v from "valibot";
import type { TokenGrant } from "../core/protocol/worker-api.ts";
import { debit, settle } from "./budget.ts";
import type { Deployment } from "./deployment.ts";
import { json } from "./http.ts";
import type { Outside } from "./outside.ts";
import { done, refuse, type Outcome } from "./refusal.ts";
import type { Visit } from "./serve.ts";
import { parseUpstreamError } from "./upstream-error.ts";
import { ask, type Question, type Reply } from "./upstream.ts";
import { quote } from "./words.ts";

/** Minting takes 0.8 to 1.2 s (protocol §1). Two attempts stay within the 10 s a person is made to wait for a session. */
const TIMEOUT_MS = 4_000;

const MintedToken = v.object({
  token: v.pipe(v.string(), v.minLength(1)),
  expires_in_seconds: v.optional(v.pipe(v.number(), v.minValue(1))),
});

/** The shortest session the service opens (protocol §1). */
const SHORTEST_SESSION_SECONDS = 60;

/** Debited before it is minted, for as long as the session may last: shorter where less of the day's budget is left. */
export async function token(visit: Visit): Promise<Outcome<Response>> {
  const { deployment, outside, request } = visit;
  const { sessionMaxSeconds, tokenWindowSeconds } = deployment.speech;
  const receipt = await debit(visit, "session_seconds", {
    want: sessionMaxSeconds,
    least: SHORTEST_SESSION_SECONDS,
  });
  if (!receipt.ok) return receipt;
  const terms = { sessionSeconds: receipt.value.amount, windowSeconds: tokenWindowSeconds };
  const grant = await mint(deployment, outside, terms, request.signal);
  if (grant.ok) return done(json(grant.value));
  settle(visit, receipt.value, 0);
  return grant;
}

export interface Terms {
  readonly sessionSeconds: number;
  /** How long the token may wait to be used. */
  readonly windowSeconds: number;
}

export async function mint(
  deployment: Deployment,
  outside: Outside,
  terms: Terms,
  signal?: AbortSignal,
): Promise<Outcome<TokenGrant>> {
  const reply = await ask(outside, tokenQuestion(deployment, terms, signal));
  return reply.ok ? readTokenReply(reply.value, deployment, terms) : reply;
}

function tokenQuestion(
  { apiKey, speech }: Deployment,
  terms: Terms,
  signal?: AbortSignal,
): Question {
  const query = new URLSearchParams({
    expires_in_seconds: String(terms.windowSeconds),
    max_session_duration_seconds: String(terms.sessionSeconds),
  });
  return {
    service: "speech",
    url: `${speech.baseUrl}/v3/token?${query.toString()}`,
    // The raw key, without `Bearer` (protocol §1).
    init: { method: "GET", headers: { Authorization: apiKey } },
    timeoutMs: TIMEOUT_MS,
    retries: 1,
    ...(signal && { signal }),
  };
}

function readTokenReply(
  reply: Reply,
  { apiKey, speech }: Deployment,
  { sessionSeconds, windowSeconds }: Terms,
): Outcome<TokenGrant> {
  const service = "speech";
  const { status } = reply;
  if (status === 200) {
    const minted = v.safeParse(MintedToken, reply.body);
    if (!minted.success) return refuse({ reason: "upstream-unreadable", service });
    return done({
      token: minted.output.token,
      expires_in_seconds: minted.output.expires_in_seconds ?? windowSeconds,
      max_session_duration_seconds: sessionSeconds,
      websocket_url: webSocketUrl(speech.baseUrl),
    });
  }
  const { words, isAboutKey } = parseUpstreamError(reply.body);
  if (status === 401 || status === 403 || isAboutKey) {
    return refuse({ reason: "key-refused", service });
  }
  if (status === 429) {
    return refuse({ reason: "upstream-busy", service, retryAfter: reply.retryAfter });
  }
  if (status >= 500) return refuse({ reason: "upstream-broken", service, status });
  if (words === "") return refuse({ reason: "upstream-unreadable", service });
  return refuse({ reason: "upstream-rejected", service, status, detail: quote(words, apiKey) });
}

/** https → wss, http → ws (protocol §2). */
function webSocketUrl(baseUrl: string): string {
  return `${baseUrl.replace(/^http/, "ws")}/v3/ws`;
}
