/**
 * The one place that turns refusals into HTTP replies. A message says what happened and what to do next. It never holds a
 * key, a token, an access code or words of a meeting.
 */

import type { ErrorCode, ErrorReply, SpentBudget } from "../core/protocol/worker-api.ts";
import { extensionIdOf } from "./access/origins.ts";
import { secondsLeftOf, type BudgetKind } from "./budget/spending.ts";
import { json } from "./http.ts";
import type { Refusal, Scheme, Service, UpstreamRefusal } from "./refusal.ts";
import { clip, countOf, dollarsOf, hoursOf } from "./text.ts";

/** Period of both rate limits in wrangler.jsonc. */
const LIMIT_PERIOD_SECONDS = 60;

export interface RefusalReply {
  readonly status: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly headers?: Record<string, string>;
  readonly budget?: SpentBudget;
}

type Replies<R extends { readonly reason: string }> = {
  readonly [Reason in R["reason"]]: (refusal: Extract<R, { reason: Reason }>) => RefusalReply;
};

const OWN_REPLIES: Replies<Exclude<Refusal, UpstreamRefusal>> = {
  "origin-foreign": ({ origin }) => ({
    status: 403,
    code: "origin_refused",
    message: whoIsForeign(origin),
  }),
  "path-unknown": () => ({
    status: 404,
    code: "not_found",
    message:
      "There is nothing at this address. Check the Worker URL in Earshot's settings: it is the Worker's base address, without a path.",
  }),
  "method-wrong": ({ allow }) => ({
    status: 405,
    code: "method_not_allowed",
    message: `This address answers ${allow} requests only. Update Earshot so that it and the Worker speak the same version.`,
    headers: { Allow: `${allow}, OPTIONS` },
  }),
  "setup-incomplete": ({ problems }) => ({
    status: 503,
    code: "not_configured",
    message: `This Worker is not set up, so it hands nothing out. ${problems.join(" ")} Whoever deployed it has to mend that and deploy again.`,
  }),
  "code-missing": ({ scheme }) => ({
    status: 401,
    code: "unauthorized",
    message: "No access code was sent. Enter the one your team gave you in Earshot's settings.",
    headers: { "WWW-Authenticate": challengeOf(scheme) },
  }),
  "code-unknown": ({ scheme }) => ({
    status: 401,
    code: "unauthorized",
    message:
      "This access code is not valid here. Check it in Earshot's settings, or ask your team for a new one.",
    headers: { "WWW-Authenticate": challengeOf(scheme) },
  }),
  "attempts-spent": () => ({
    status: 429,
    code: "too_many_attempts",
    message:
      "Too many wrong access codes came from your network. Check yours in Earshot's settings, wait a minute and try again.",
    headers: { "Retry-After": String(LIMIT_PERIOD_SECONDS) },
  }),
  "requests-spent": () => ({
    status: 429,
    code: "rate_limited",
    message: "Too many requests came with this access code. Wait a minute and try again.",
    headers: { "Retry-After": String(LIMIT_PERIOD_SECONDS) },
  }),
  "budget-spent": ({ name, kind, limit, left, now }) => {
    const resetsInSeconds = secondsLeftOf(now);
    const { inWords, unit, variable } = BUDGETS[kind];
    return {
      status: 429,
      code: "budget_spent",
      message:
        `The access code "${clip(name, 80)}" has ${inWords(left)} of its ${inWords(limit)}${unit} left today, too few for this. ` +
        `Wait until midnight UTC, which is in ${hoursOf(resetsInSeconds)}, or have ${variable} raised.`,
      headers: { "Retry-After": String(resetsInSeconds) },
      // Extensions of earlier versions know these units only.
      ...(kind !== "money" && {
        budget: { unit: kind, limit, left, resets_in_seconds: resetsInSeconds },
      }),
    };
  },
  "admin-only": ({ name }) => ({
    status: 403,
    code: "admin_only",
    message: `The access code "${clip(name, 80)}" may not see or change those of others. Use one whose name is in ADMIN_NAMES.`,
  }),
  "name-invalid": () => ({
    status: 400,
    code: "bad_request",
    message:
      "A name has 1 to 60 letters, digits, spaces or these: . - _ + ' @, and begins with a letter or digit. Choose another name.",
  }),
  "name-taken": ({ wanted }) => ({
    status: 409,
    code: "name_taken",
    message: `The name "${clip(wanted, 80)}" has an access code already. Choose another name, or have the code replaced.`,
  }),
  "name-unknown": ({ wanted }) => ({
    status: 404,
    code: "name_unknown",
    message: `The name "${clip(wanted, 80)}" has no access code. Write the name as it is in the list of codes.`,
  }),
  "name-fixed": ({ wanted }) => ({
    status: 409,
    code: "name_fixed",
    message: `The access code of "${clip(wanted, 80)}" belongs to the deployment. To replace it, run npm run deploy -- --admin-code.`,
  }),
  "form-foreign": () => ({
    status: 403,
    code: "origin_refused",
    message:
      "This form did not come from the Worker's own page. Open the page /usage of this Worker and send it there.",
  }),
  "usage-store-unavailable": () => ({
    status: 503,
    code: "internal",
    message:
      "The Worker could not look up what is left of today's budget, so it hands nothing out. Try again in a minute.",
    headers: { "Retry-After": "5" },
  }),
  "caller-left": () => ({
    status: 499,
    code: "bad_request",
    message: "The request was given up before it was answered. Send it again.",
  }),
  "body-too-large": ({ limitBytes }) => ({
    status: 413,
    code: "too_large",
    message: `The transcript is too long to send at once: this Worker takes ${limitBytes} bytes. Make notes of a shorter part, or have CHAT_MAX_BYTES raised.`,
  }),
  "body-slow": () => ({
    status: 408,
    code: "bad_request",
    message:
      "The request took longer than a minute to arrive. Check your connection and try again.",
  }),
  "body-invalid": ({ detail }) => ({
    status: 400,
    code: "bad_request",
    message: `The Worker could not read the request: ${detail}. Update Earshot so that it and the Worker speak the same version.`,
  }),
  "model-not-offered": ({ model, offered }) => ({
    status: 403,
    code: "model_refused",
    message: `This Worker does not offer the model ${clip(model, 80)}. Choose one of these: ${offered.join(", ")}.`,
  }),
  "model-unavailable": ({ model }) => ({
    status: 403,
    code: "model_refused",
    message: `${SERVICES.language.name} does not offer the model ${clip(model, 80)} to this account. Choose another model, or check what the account's plan includes.`,
  }),
  "reply-empty": ({ cutOff }) => ({
    status: 502,
    code: "upstream_failed",
    message: cutOff
      ? "The model used up all its tokens before it wrote a word. Allow it more tokens, or choose another model."
      : "The model answered without any text. Try again, or choose another model.",
  }),
  unexpected: () => ({
    status: 500,
    code: "internal",
    message:
      "The Worker ran into a fault of its own. Try again; if it stays so, whoever deployed it finds the place in its logs.",
  }),
};

const UPSTREAM_REPLIES: Replies<UpstreamRefusal> = {
  "key-refused": ({ service }) => ({
    status: 502,
    code: "upstream_refused",
    message: `${SERVICES[service].name} refused this Worker's API key. Whoever deployed it has to check ASSEMBLYAI_API_KEY and the account it belongs to.`,
  }),
  "upstream-busy": ({ service, retryAfter }) => ({
    status: 429,
    code: "rate_limited",
    message: `${SERVICES[service].name} has no room for more requests from this account just now. ${waitInWords(retryAfter)}`,
    ...(retryAfter === undefined ? {} : { headers: { "Retry-After": retryAfter } }),
  }),
  "upstream-rejected": ({ service, status, detail }) => ({
    status: 502,
    code: "upstream_refused",
    message: `${SERVICES[service].name} did not accept the request (HTTP ${status}${detail === undefined ? "" : `: ${detail}`}). Change what was asked for, or show this to whoever deployed the Worker.`,
  }),
  "upstream-broken": ({ service, status }) => ({
    status: 502,
    code: "upstream_failed",
    message: `${SERVICES[service].name} has a fault of its own (HTTP ${status}). Try again in a minute.`,
  }),
  "upstream-unreachable": ({ service }) => ({
    status: 502,
    code: "upstream_failed",
    message: `${SERVICES[service].name} could not be reached. Try again; if it stays so, whoever deployed the Worker has to check ${SERVICES[service].variable}.`,
  }),
  "upstream-slow": ({ service }) => ({
    status: 504,
    code: "upstream_failed",
    message: `${SERVICES[service].name} took too long to answer. Try again in a minute.`,
  }),
  "upstream-unreadable": ({ service }) => ({
    status: 502,
    code: "upstream_failed",
    message: `${SERVICES[service].name} sent an answer this Worker cannot read. Try again; if it stays so, whoever deployed the Worker has to check ${SERVICES[service].variable}.`,
  }),
};

const REPLIES: Replies<Refusal> = { ...OWN_REPLIES, ...UPSTREAM_REPLIES };

export function replyTo(refusal: Refusal): RefusalReply {
  // The compiler can't see that table and refusal agree on the reason; `Replies` has checked each entry.
  const reply = REPLIES[refusal.reason] as (refusal: Refusal) => RefusalReply;
  return reply(refusal);
}

export function refusalResponse(refusal: Refusal): Response {
  const { status, code, message, headers = {}, budget } = replyTo(refusal);
  const body: ErrorReply = { error: { code, message, ...(budget && { budget }) } };
  return json(body, { status, headers });
}

/** How messages name a service, and the variable that holds its address. */
const SERVICES: Readonly<Record<Service, { name: string; variable: string }>> = {
  speech: { name: "AssemblyAI's speech service", variable: "ASSEMBLYAI_STREAMING_URL" },
  language: { name: "AssemblyAI's LLM Gateway", variable: "ASSEMBLYAI_LLM_URL" },
};

const BUDGETS: Readonly<
  Record<BudgetKind, { inWords: (amount: number) => string; unit: string; variable: string }>
> = {
  session_seconds: {
    inWords: (seconds) => countOf(seconds / 60),
    unit: " session minutes",
    variable: "DAILY_SESSION_MINUTES",
  },
  model_tokens: { inWords: countOf, unit: " model tokens", variable: "DAILY_MODEL_TOKENS" },
  money: { inWords: dollarsOf, unit: "", variable: "DAILY_BUDGET_USD" },
};

const challengeOf = (scheme: Scheme): string => `${scheme} realm="Earshot", charset="UTF-8"`;

function whoIsForeign(origin: string): string {
  const id = extensionIdOf(origin);
  return id === undefined
    ? `This Worker does not serve ${originInWords(origin)}. Whoever deployed it can add it to ALLOWED_ORIGINS.`
    : `This Worker does not admit the extension ${id} yet. Whoever deployed it can admit it: \`npm run deploy -- --allow ${id}\`.`;
}

/** The header holds whatever the caller wrote, so only a well-formed origin is repeated. */
function originInWords(origin: string): string {
  return /^[a-z][a-z-]*:\/\/[\w.:-]{1,100}$/.test(origin) ? origin : "this origin";
}

function waitInWords(retryAfter: string | undefined): string {
  return retryAfter !== undefined && /^\d+$/.test(retryAfter)
    ? `Try again in ${retryAfter} s.`
    : "Try again in a minute.";
}
