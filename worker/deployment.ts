/** What a deployment was told by its bindings, as `environment.ts` reads it. */

import type { Prices } from "../core/protocol/worker-api.ts";
import type { AccessCode } from "./access.ts";
import type { Ledgers } from "./budget.ts";
import type { OriginPolicy } from "./cors.ts";

export interface Deployment {
  readonly apiKey: string;
  readonly accessCodes: readonly AccessCode[];
  /** The names that may see what everybody has spent. */
  readonly adminNames: readonly string[];
  /** Of a day and an access code. */
  readonly budget: { readonly sessionSeconds: number; readonly modelTokens: number };
  readonly ledgers: Ledgers;
  /** `null`: switched off, as for tests that ask faster than people do. */
  readonly rateLimits: RateLimits | null;
  readonly speech: {
    /** http or https, no slash at its end. */
    readonly baseUrl: string;
    readonly sessionMaxSeconds: number;
    /** How long a token may wait to be redeemed. */
    readonly tokenWindowSeconds: number;
  };
  readonly chat: {
    readonly baseUrl: string;
    readonly defaultModel: string;
    /** Empty: any model. Otherwise with the default model, which is always offered. */
    readonly models: readonly string[];
    /** Tried in this order when a model fails. */
    readonly fallbackModels: readonly string[];
    /** Of the answer. */
    readonly maxTokens: number;
    /** Of the request's body. */
    readonly maxBytes: number;
  };
  /** `null`: none are set, and nobody is told any. */
  readonly prices: Prices | null;
}

export interface RateLimits {
  /** Requests with an access code, by its name. */
  readonly code: RateLimit;
  /** Wrong access codes, by address. */
  readonly attempt: RateLimit;
}

export interface Environment {
  /** Known even where the rest is not, so that a browser can read what is wrong. */
  readonly origins: OriginPolicy;
  readonly setup:
    | { readonly ok: true; readonly deployment: Deployment }
    /** At least one sentence, none of which holds a secret. */
    | { readonly ok: false; readonly problems: readonly string[] };
}
