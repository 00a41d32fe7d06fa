/**
 * The one place that turns a refusal into an HTTP answer. A message says what happened and what to do next; it never
 * holds a key, a token, an access code or words of a meeting.
 */

import { assertNever } from "../core/assert-never.ts";
import type { ErrorCode, ErrorReply, SpentBudget } from "../core/protocol/worker-api.ts";
import type { Scheme } from "./access.ts";
import { answerToUpstream } from "./answer-to-upstream.ts";
import { LIMIT_PERIOD_SECONDS } from "./attempts.ts";
import { secondsLeftOf } from "./day.ts";
import { json } from "./http.ts";
import type { Purse } from "./ledger.ts";
import type { Refusal } from "./refusal.ts";
import { clip, countOf, hoursOf } from "./words.ts";

export interface Answer {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly headers?: Record<string, string>;
  readonly budget?: SpentBudget;
}

export function answerTo(refusal: Refusal): Answer {
  if ("service" in refusal) return answerToUpstream(refusal);
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
        headers: { "WWW-Authenticate": challengeOf(refusal.scheme) },
      };
    case "code-unknown":
      return {
        status: 401,
        code: "unauthorized",
        message:
          "This access code is not valid here. Check it in Earshot's settings, or ask your team for a new one.",
        headers: { "WWW-Authenticate": challengeOf(refusal.scheme) },
      };
    case "attempts-spent":
      return {
        status: 429,
        code: "too_many_attempts",
        message:
          "Too many wrong access codes came from your network. Check yours in Earshot's settings, wait a minute and try again.",
        headers: { "Retry-After": String(LIMIT_PERIOD_SECONDS) },
      };
    case "requests-spent":
      return {
        status: 429,
        code: "rate_limited",
        message: "Too many requests came with this access code. Wait a minute and try again.",
        headers: { "Retry-After": String(LIMIT_PERIOD_SECONDS) },
      };
    case "budget-spent":
      return budgetSpent(refusal);
    case "ledger-silent":
      return {
        status: 503,
        code: "internal",
        message:
          "The Worker could not look up what is left of today's budget, so it hands nothing out. Try again in a minute.",
        headers: { "Retry-After": "5" },
      };
    case "caller-left":
      return {
        status: 499,
        code: "bad_request",
        message: "The request was given up before it was answered. Send it again.",
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
  const { status, code, message, headers = {}, budget } = answerTo(refusal);
  const body: ErrorReply = { error: { code, message, ...(budget && { budget }) } };
  return json(body, { status, headers });
}

type BudgetSpent = Extract<Refusal, { readonly reason: "budget-spent" }>;

function budgetSpent({ name, purse, limit, left, now }: BudgetSpent): Answer {
  const resetsInSeconds = secondsLeftOf(now);
  const { unit, size, variable } = PURSE[purse];
  return {
    status: 429,
    code: "budget_spent",
    message:
      `The access code "${clip(name, 80)}" has ${countOf(left / size)} of its ${countOf(limit / size)} ${unit} left today, too few for this. ` +
      `Wait until midnight UTC, which is in ${hoursOf(resetsInSeconds)}, or have ${variable} raised.`,
    headers: { "Retry-After": String(resetsInSeconds) },
    budget: { unit: purse, limit, left, resets_in_seconds: resetsInSeconds },
  };
}

const PURSE: Readonly<Record<Purse, { unit: string; size: number; variable: string }>> = {
  session_seconds: { unit: "session minutes", size: 60, variable: "DAILY_SESSION_MINUTES" },
  model_tokens: { unit: "model tokens", size: 1, variable: "DAILY_MODEL_TOKENS" },
};

const challengeOf = (scheme: Scheme): string => `${scheme} realm="Earshot", charset="UTF-8"`;

/** Only what looks like an origin is repeated: the header is whatever the caller wrote. */
function originInWords(origin: string): string {
  return /^[a-z][a-z-]*:\/\/[\w.:-]{1,100}$/.test(origin) ? origin : "this origin";
}
