/** Everything this Worker may decline to do. `answer-to.ts` turns each reason into an HTTP answer. */

import type { Scheme } from "./access.ts";
import type { Purse } from "./ledger.ts";

export type Service = "speech" | "language";

export type Refusal =
  | { readonly reason: "origin-foreign"; readonly origin: string }
  | { readonly reason: "path-unknown" }
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
      readonly purse: Purse;
      /** Of the day. */
      readonly limit: number;
      readonly left: number;
      /** Milliseconds since 1970. */
      readonly now: number;
    }
  | { readonly reason: "ledger-silent" }
  | { readonly reason: "caller-left" }
  | { readonly reason: "body-too-large"; readonly limitBytes: number }
  | { readonly reason: "body-invalid"; readonly detail: string }
  | {
      readonly reason: "model-not-offered";
      readonly model: string;
      readonly offered: readonly string[];
    }
  | { readonly reason: "model-unavailable"; readonly model: string }
  | { readonly reason: "key-refused"; readonly service: Service }
  | {
      readonly reason: "upstream-busy";
      readonly service: Service;
      /** The value of their `Retry-After`: seconds or an HTTP date. */
      readonly retryAfter: string | undefined;
    }
  | {
      readonly reason: "upstream-rejected";
      readonly service: Service;
      readonly status: number;
      /** Their own words, fit to be shown (`quote`). */
      readonly detail: string | undefined;
    }
  | { readonly reason: "upstream-broken"; readonly service: Service; readonly status: number }
  | { readonly reason: "upstream-unreachable"; readonly service: Service }
  | { readonly reason: "upstream-slow"; readonly service: Service }
  | { readonly reason: "upstream-unreadable"; readonly service: Service }
  | { readonly reason: "reply-empty"; readonly cutOff: boolean }
  | { readonly reason: "unexpected" };

/** An expected result: a value, or why there is none. Bugs throw. */
export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refuse = (refusal: Refusal): Outcome<never> => ({ ok: false, refusal });
