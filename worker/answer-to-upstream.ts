/** What is told where AssemblyAI has refused or failed: whose fault it is, and what to do next. */

import { assertNever } from "../core/assert-never.ts";
import type { Answer } from "./answer-to.ts";
import type { Refusal, Service } from "./refusal.ts";

type UpstreamRefusal = Extract<Refusal, { readonly service: Service }>;

const SERVICE: Readonly<Record<Service, { name: string; variable: string }>> = {
  speech: { name: "AssemblyAI's speech service", variable: "ASSEMBLYAI_STREAMING_URL" },
  language: { name: "AssemblyAI's LLM Gateway", variable: "ASSEMBLYAI_LLM_URL" },
};

export function answerToUpstream(refusal: UpstreamRefusal): Answer {
  const { name, variable } = SERVICE[refusal.service];
  switch (refusal.reason) {
    case "key-refused":
      return {
        status: 502,
        code: "upstream_refused",
        message: `${name} refused this Worker's API key. Whoever deployed it has to check ASSEMBLYAI_API_KEY and the account it belongs to.`,
      };
    case "upstream-busy":
      return {
        status: 429,
        code: "rate_limited",
        message: `${name} has no room for more requests from this account just now. ${waitInWords(refusal.retryAfter)}`,
        ...(refusal.retryAfter === undefined
          ? {}
          : { headers: { "Retry-After": refusal.retryAfter } }),
      };
    case "upstream-rejected":
      return {
        status: 502,
        code: "upstream_refused",
        message: `${name} did not accept the request (HTTP ${refusal.status}${refusal.detail === undefined ? "" : `: ${refusal.detail}`}). Change what was asked for, or show this to whoever deployed the Worker.`,
      };
    case "upstream-broken":
      return {
        status: 502,
        code: "upstream_failed",
        message: `${name} has a fault of its own (HTTP ${refusal.status}). Try again in a minute.`,
      };
    case "upstream-unreachable":
      return {
        status: 502,
        code: "upstream_failed",
        message: `${name} could not be reached. Try again; if it stays so, whoever deployed the Worker has to check ${variable}.`,
      };
    case "upstream-slow":
      return {
        status: 504,
        code: "upstream_failed",
        message: `${name} took too long to answer. Try again in a minute.`,
      };
    case "upstream-unreadable":
      return {
        status: 502,
        code: "upstream_failed",
        message: `${name} sent an answer this Worker cannot read. Try again; if it stays so, whoever deployed the Worker has to check ${variable}.`,
      };
    default:
      return assertNever(refusal);
  }
}

function waitInWords(retryAfter: string | undefined): string {
  return retryAfter !== undefined && /^\d+$/.test(retryAfter)
    ? `Try again in ${retryAfter} s.`
    : "Try again in a minute.";
}
