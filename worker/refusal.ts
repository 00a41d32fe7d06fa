/** Every reason for which the Worker declines a request. `refusal-reply.ts` turns each into an HTTP reply. */

import type { Result } from "../core/problem.ts";
import type { BudgetKind } from "./budget/spending.ts";

/** A service behind the Worker: speech sessions or language models. */
export type Service = "speech" | "language";

/** Programs send an access code as `Bearer`. A browser that prompts for it sends it as the password of `Basic`. */
export type Scheme = "Bearer" | "Basic";

/** The service behind the Worker refused or failed. */
export type UpstreamRefusal =
  | { readonly reason: "key-refused"; readonly service: Service }
  | {
      readonly reason: "upstream-busy";
      readonly service: Service;
      /** Value of its `Retry-After` header: seconds or an HTTP date. */
      readonly retryAfter: string | undefined;
    }
  | {
      readonly reason: "upstream-rejected";
      readonly service: Service;
      readonly status: number;
      /** Message of the service, made safe to show by `quote`. */
      readonly detail: string | undefined;
    }
  | { readonly reason: "upstream-broken"; readonly service: Service; readonly status: number }
  | { readonly reason: "upstream-unreachable"; readonly service: Service }
  | { readonly reason: "upstream-slow"; readonly service: Service }
  | { readonly reason: "upstream-unreadable"; readonly service: Service };

export type Refusal =
  | { readonly reason: "origin-foreign"; readonly origin: string }
  | { readonly reason: "path-unknown" }
  /** `allow`: comma-separated methods. */
  | { readonly reason: "method-wrong"; readonly allow: string }
  | { readonly reason: "setup-incomplete"; readonly problems: readonly string[] }
  | { readonly reason: "code-missing"; readonly scheme: Scheme }
  | { readonly reason: "code-unknown"; readonly scheme: Scheme }
  /** Too many wrong codes from one address. */
  | { readonly reason: "attempts-spent" }
  /** Too many requests with one code. */
  | { readonly reason: "requests-spent" }
  | {
      readonly reason: "budget-spent";
      readonly name: string;
      readonly kind: BudgetKind;
      /** Per day. */
      readonly limit: number;
      readonly left: number;
      /** Milliseconds since 1970. */
      readonly now: number;
    }
  /** `name` is that of the caller; `wanted` the one that the request is about. */
  | { readonly reason: "admin-only"; readonly name: string }
  | { readonly reason: "name-invalid" }
  | { readonly reason: "name-taken"; readonly wanted: string }
  | { readonly reason: "name-unknown"; readonly wanted: string }
  | { readonly reason: "name-fixed"; readonly wanted: string }
  | { readonly reason: "form-foreign" }
  | { readonly reason: "usage-store-unavailable" }
  | { readonly reason: "caller-left" }
  | { readonly reason: "body-too-large"; readonly limitBytes: number }
  | { readonly reason: "body-slow" }
  | { readonly reason: "body-invalid"; readonly detail: string }
  | {
      readonly reason: "model-not-offered";
      readonly model: string;
      readonly offered: readonly string[];
    }
  | { readonly reason: "model-unavailable"; readonly model: string }
  | { readonly reason: "reply-empty"; readonly cutOff: boolean }
  | { readonly reason: "unexpected" }
  | UpstreamRefusal;

/** An expected result: a value or a refusal. Bugs throw. */
export type Outcome<T> = Result<T, Refusal>;

export const refuse = (problem: Refusal): Outcome<never> => ({ ok: false, problem });
