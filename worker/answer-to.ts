/**
 * The one place that turns a refusal into an HTTP answer. A message says what happened and what to do next; it never
 * holds a key, a token, an access code or words of a meeting.
 */

import { assertNever } from "../core/assert-never.ts";
import type { ErrorCode, ErrorReply } from "../core/protocol/worker-api.ts";
import { json } from "./http.ts";
import type { Refusal, Service } from "./refusal.ts";
import { clip } from "./words.ts";

interface Answer {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly headers?: Record<string, string>;
}

const SERVICE: Readonly<Record<Service, { name: string; variable: string }>> = {
  speech: { name: "AssemblyAI's speech service", variable: "ASSEMBLYAI_STREAMING_URL" },
  language: { name: "AssemblyAI's LLM Gateway", variable: "ASSEMBLYAI_LLM_URL" },
};

export function answerTo(refusal: Refusal): Answer {
  switch (refusal.reason) {
    case "origin-foreign":
      return {
        status: 403,
        code: "origin_refused",
        message: `This Worker does not serve ${originInWords(refusal.origin)}. Whoever deployed it can add it to ALLOWED_ORIGINS.`,
      };
    case "path-unknown":
      return {
        status: 404,
        code: "not_found",
        message:
          "There is nothing at this address. Check the Worker URL in Earshot's settings: it is the Worker's base address, without a path.",
      };
    case "method-wrong":
      return {
        status: 405,
        code: "method_not_allowed",
        message: `This address answers ${refusal.allow} requests only. Update Earshot so that it and the Worker speak the same version.`,
        headers: { Allow: `${refusal.allow}, OPTIONS` },
      };
    case "setup-incomplete":
      return {
        status: 503,
        code: "not_configured",
        message: `This Worker is not set up, so it hands nothing out. ${refusal.problems.join(" ")} Whoever deployed it has to mend that and deploy again.`,
      };
    case "code-missing":
      return {
        status: 401,
        code: "unauthorized",
        message: "No access code was sent. Enter the one your team gave you in Earshot's settings.",
        headers: { "WWW-Authenticate": 'Bearer realm="Earshot"' },
      };
    case "code-unknown":
      return {
        status: 401,
        code: "unauthorized",
        message:
          "This access code is not valid here. Check it in Earshot's settings, or ask your team for a new one.",
        headers: { "WWW-Authenticate": 'Bearer realm="Earshot", error="invalid_token"' },
      };
    case "body-too-large":
      return {
        status: 413,
        code: "too_large",
        message: `The transcript is too long to send at once: this Worker takes ${refusal.limitBytes} bytes. Make notes of a shorter part, or have CHAT_MAX_BYTES raised.`,
      };
    case "body-invalid":
      return {
        status: 400,
        code: "bad_request",
        message: `The Worker could not read the request: ${refusal.detail}. Update Earshot so that it and the Worker speak the same version.`,
      };
    case "model-not-offered":
      return {
        status: 403,
        code: "model_refused",
        message: `This Worker does not offer the model ${clip(refusal.model, 80)}. Choose one of these: ${refusal.offered.join(", ")}.`,
      };
    case "model-unavailable":
      return {
        status: 403,
        code: "model_refused",
        message: `AssemblyAI's LLM Gateway does not offer the model ${clip(refusal.model, 80)} to this account. Choose another model, or check what the account's plan includes.`,
      };
    case "key-refused":
      return {
        status: 502,
        code: "upstream_refused",
        message: `${SERVICE[refusal.service].name} refused this Worker's API key. Whoever deployed it has to check ASSEMBLYAI_API_KEY and the account it belongs to.`,
      };
    case "upstream-busy":
      return {
        status: 429,
        code: "rate_limited",
        message: `${SERVICE[refusal.service].name} has no room for more requests from this account just now. ${waitInWords(refusal.retryAfter)}`,
        ...(refusal.retryAfter === undefined
          ? {}
          : { headers: { "Retry-After": refusal.retryAfter } }),
      };
    case "upstream-rejected":
      return {
        status: 502,
        code: "upstream_refused",
        message: `${SERVICE[refusal.service].name} did not accept the request (HTTP ${refusal.status}${refusal.detail === undefined ? "" : `: ${refusal.detail}`}). Change what was asked for, or show this to whoever deployed the Worker.`,
      };
    case "upstream-broken":
      return {
        status: 502,
        code: "upstream_failed",
        message: `${SERVICE[refusal.service].name} has a fault of its own (HTTP ${refusal.status}). Try again in a minute.`,
      };
    case "upstream-unreachable":
      return {
        status: 502,
        code: "upstream_failed",
        message: `${SERVICE[refusal.service].name} could not be reached. Try again; if it stays so, whoever deployed the Worker has to check ${SERVICE[refusal.service].variable}.`,
      };
    case "upstream-slow":
      return {
        status: 504,
        code: "upstream_failed",
        message: `${SERVICE[refusal.service].name} took too long to answer. Try again in a minute.`,
      };
    case "upstream-unreadable":
      return {
        status: 502,
        code: "upstream_failed",
        message: `${SERVICE[refusal.service].name} sent an answer this Worker cannot read. Try again; if it stays so, whoever deployed the Worker has to check ${SERVICE[refusal.service].variable}.`,
      };
    case "reply-empty":
      return {
        status: 502,
        code: "upstream_failed",
        message: refusal.cutOff
          ? "The model used up all its tokens before it wrote a word. Allow it more tokens, or choose another model."
          : "The model answered without any text. Try again, or choose another model.",
      };
    case "unexpected":
      return {
        status: 500,
        code: "internal",
        message:
          "The Worker ran into a fault of its own. Try again; if it stays so, whoever deployed it finds the place in its logs.",
      };
    default:
      return assertNever(refusal);
  }
}

export function refusalResponse(refusal: Refusal): Response {
  const { status, code, message, headers = {} } = answerTo(refusal);
  const body: ErrorReply = { error: { code, message } };
  return json(body, { status, headers });
}

/** Only what looks like an origin is repeated: the header is whatever the caller wrote. */
function originInWords(origin: string): string {
  return /^[a-z][a-z-]*:\/\/[\w.:-]{1,100}$/.test(origin) ? origin : "this origin";
}

function waitInWords(retryAfter: string | undefined): string {
  return retryAfter !== undefined && /^\d+$/.test(retryAfter)
    ? `Try again in ${retryAfter} s.`
    : "Try again in a minute.";
}
