/**
 * One WebSocket: admitted or refused after the upgrade, served until one side closes it
 * (docs/protocol.md#close-codes-and-limits).
 */

import type { WebSocket } from "ws";
import { applyFault } from "./faults.ts";
import { openLiveSession, type LiveContext } from "./live-session.ts";
import { newRecord, recordClose, type SessionObservation } from "./observation.ts";
import { openWire } from "./wire.ts";
import type { Behaviour } from "../behaviour.ts";
import type { RateLimit } from "../rate-limit.ts";
import { parseParameters, refusalOf, type Parameters } from "./parameters.ts";
import {
  expiredToken,
  invalidApiKey,
  invalidParameter,
  missingAuthorization,
  tooManySessions,
  type Refusal,
} from "./refusals.ts";
import { MAX_SESSION_SECONDS, type TokenStore } from "./tokens.ts";

export interface SessionContext extends Gate, LiveContext {}

/** Every end of the session aborts one signal, which releases all its resources. */
export function openSession(
  socket: WebSocket,
  arrival: Arrival,
  number: number,
  context: SessionContext,
): SessionObservation {
  const closed = Promise.withResolvers<void>();
  const record = newRecord(number, arrival.address, arrival.authorization, closed.promise);
  const ending = new AbortController();
  const { signal } = ending;
  const wire = openWire(socket, record, () => ending.abort());

  socket.on("error", (error) => {
    record.socketError = error.message;
  });
  socket.on("close", (code) => {
    recordClose(record, code);
    ending.abort();
    closed.resolve();
  });

  for (const fault of context.faults.takeForSession(number, null)) applyFault(fault, wire);
  if (signal.aborted) return record;

  const admission = admit(arrival, context);
  if (!admission.ok) {
    wire.refuse(admission.refusal);
    return record;
  }
  const live = openLiveSession({ ...context, ...admission, wire, record, signal });
  socket.on("message", (message, isBinary) => {
    if (!signal.aborted && Buffer.isBuffer(message)) live.take(message, isBinary);
  });
  return record;
}

export interface Arrival {
  readonly address: URL;
  readonly authorization: string | undefined;
}

export type Admission =
  | { readonly ok: true; readonly parameters: Parameters; readonly maxSessionSeconds: number }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Gate {
  readonly apiKey: string;
  readonly tokens: TokenStore;
  readonly sessionLimit: RateLimit;
  readonly behaviour: Behaviour;
}

const LLM_GATEWAY_KEYS = new Set(["model", "messages", "max_tokens"]);

/** The limit of new sessions counts per account, not per key. */
const ACCOUNT = "account";

export function admit(arrival: Arrival, gate: Gate): Admission {
  const entry = authorize(arrival, gate);
  if (typeof entry !== "number") return { ok: false, refusal: entry };
  if (!gate.sessionLimit(ACCOUNT).allowed) {
    return { ok: false, refusal: tooManySessions(gate.behaviour.session.tooManySessionsCode) };
  }
  const parsed = parseParameters(arrival.address.searchParams);
  if (!parsed.ok) return parsed;
  const { session } = gate.behaviour;
  const refusal = refusalOf(parsed.value, parsed.value.speech_model, session);
  if (refusal !== null) return { ok: false, refusal };
  const extraKey = Object.keys(parsed.value.llm_gateway ?? {}).find(
    (key) => !LLM_GATEWAY_KEYS.has(key),
  );
  if (extraKey !== undefined && gate.behaviour.insights.extraKeys === "refused") {
    return { ok: false, refusal: invalidParameter("llm_gateway", `Unexpected key ${extraKey}`) };
  }
  const maxSessionSeconds = Math.min(entry, session.longestSeconds);
  return { ok: true, parameters: parsed.value, maxSessionSeconds };
}

/**
 * @returns the longest session allowed, in seconds. The header takes a raw key or a token, the address a token;
 *   `Bearer` is refused.
 */
function authorize({ address, authorization }: Arrival, gate: Gate): number | Refusal {
  if (authorization === gate.apiKey) return MAX_SESSION_SECONDS;
  const token = authorization ?? address.searchParams.get("token");
  if (token === null || token === "") return missingAuthorization;
  const redemption = gate.tokens.redeem(token);
  switch (redemption.type) {
    case "valid":
      return redemption.maxSessionSeconds;
    case "expired":
      return expiredToken;
    case "invalid":
      return invalidApiKey;
  }
}
