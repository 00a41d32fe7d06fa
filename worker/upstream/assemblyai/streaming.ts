/** AssemblyAI's streaming service: tokens for speech sessions (docs/protocol.md#temporary-token). */

import * as v from "valibot";
import { ok } from "../../../core/problem.ts";
import type { TokenGrant } from "../../../core/protocol/worker-api.ts";
import { isThisMachine } from "../../http.ts";
import { refuse, type Outcome } from "../../refusal.ts";
import { exchange, type UpstreamReply, type UpstreamRequest } from "../exchange.ts";
import type { Endpoint, SessionTerms, SpeechService } from "../services.ts";
import { parseFailure, refusalOf } from "./failures.ts";

/** Minting takes 0.8–1.2 s. Two attempts stay within the 10 s that Earshot waits for a session. */
const TIMEOUT_MS = 4_000;

export const speechService: SpeechService = {
  defaultUrl: "https://streaming.assemblyai.com",
  sessionSeconds: { min: 60, max: 10_800 },
  windowSeconds: { min: 1, max: 600 },
  async mintToken(endpoint, terms, context) {
    const reply = await exchange(tokenRequest(endpoint, terms), context);
    return reply.ok ? readTokenReply(reply.value, endpoint, terms) : reply;
  },
  /**
   * "us" and "eu" promise residency; "global" means the nearest region (docs/protocol.md#connection-parameters). Other
   * hosts are "local" on this machine, otherwise named.
   */
  regionOf(baseUrl) {
    const { hostname } = new URL(baseUrl);
    if (hostname === "streaming.assemblyai.com") return "global";
    const residency = /^streaming\.(us|eu)\.assemblyai\.com$/.exec(hostname)?.[1];
    if (residency !== undefined) return residency;
    return isThisMachine(hostname) ? "local" : hostname;
  },
};

const MintedToken = v.object({
  token: v.pipe(v.string(), v.minLength(1)),
  expires_in_seconds: v.optional(v.pipe(v.number(), v.minValue(1))),
});

function tokenRequest({ baseUrl, apiKey }: Endpoint, terms: SessionTerms): UpstreamRequest {
  const query = new URLSearchParams({
    expires_in_seconds: String(terms.windowSeconds),
    max_session_duration_seconds: String(terms.sessionSeconds),
  });
  return {
    service: "speech",
    url: `${baseUrl}/v3/token?${query.toString()}`,
    // The raw key, without `Bearer`.
    init: { method: "GET", headers: { Authorization: apiKey } },
    timeoutMs: TIMEOUT_MS,
    retries: 1,
  };
}

function readTokenReply(
  reply: UpstreamReply,
  { baseUrl, apiKey }: Endpoint,
  { sessionSeconds, windowSeconds }: SessionTerms,
): Outcome<TokenGrant> {
  const service = "speech";
  if (reply.status !== 200) {
    const failure = parseFailure(reply.body);
    if (failure.isAboutKey) return refuse({ reason: "key-refused", service });
    return refuse(refusalOf(reply, failure, service, apiKey));
  }
  const minted = v.safeParse(MintedToken, reply.body);
  if (!minted.success) return refuse({ reason: "upstream-unreadable", service });
  return ok({
    token: minted.output.token,
    expires_in_seconds: minted.output.expires_in_seconds ?? windowSeconds,
    max_session_duration_seconds: sessionSeconds,
    websocket_url: webSocketUrl(baseUrl),
  });
}

/** https → wss, http → ws. */
function webSocketUrl(baseUrl: string): string {
  return `${baseUrl.replace(/^http/, "ws")}/v3/ws`;
}
