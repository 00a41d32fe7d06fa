/** Bindings in, configuration out: everything this deployment was told, parsed and with defaults, or what is wrong with it. */

import type { AccessCode } from "./access.ts";
import type { OriginPolicy } from "./cors.ts";
import {
  parseAccessCodes,
  parseApiKey,
  parseBaseUrl,
  parseModels,
  parseOrigins,
  parseWholeNumber,
  type Bounds,
  type Parsed,
} from "./variables.ts";

export interface Deployment {
  readonly apiKey: string;
  readonly accessCodes: readonly AccessCode[];
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
}

export interface Environment {
  /** Known even where the rest is not, so that a browser can read what is wrong. */
  readonly origins: OriginPolicy;
  readonly setup:
    | { readonly ok: true; readonly deployment: Deployment }
    /** At least one sentence, none of which holds a secret. */
    | { readonly ok: false; readonly problems: readonly string[] };
}

/** By the names of design.md §6; the bounds of the speech service are protocol §1, that of fallbacks is protocol §6. */
const DEFAULTS = {
  ASSEMBLYAI_API_KEY: "",
  ACCESS_CODES: "",
  ASSEMBLYAI_STREAMING_URL: "https://streaming.assemblyai.com",
  ASSEMBLYAI_LLM_URL: "https://llm-gateway.assemblyai.com",
  ALLOWED_ORIGINS: "",
  SESSION_MAX_SECONDS: "10800",
  TOKEN_WINDOW_SECONDS: "60",
  CHAT_DEFAULT_MODEL: "claude-sonnet-4-6",
  CHAT_ALLOWED_MODELS: "",
  CHAT_FALLBACK_MODELS: "",
  CHAT_MAX_TOKENS: "8000",
  CHAT_MAX_BYTES: "1000000",
} as const;

type Name = keyof typeof DEFAULTS;

const SESSION_SECONDS: Bounds = { min: 60, max: 10_800 };
const WINDOW_SECONDS: Bounds = { min: 1, max: 600 };
const CHAT_TOKENS: Bounds = { min: 1, max: 200_000 };
const CHAT_BYTES: Bounds = { min: 1_000, max: 20_000_000 };
const MAX_FALLBACKS = 2;

export function parseEnvironment(env: unknown): Environment {
  const problems: string[] = [];
  function read<T>(name: Name, parse: (name: Name, text: string) => Parsed<T>, otherwise: T): T {
    const parsed = parse(name, textOf(env, name));
    if (parsed.ok) return parsed.value;
    problems.push(parsed.problem);
    return otherwise;
  }
  const readNumber = (name: Name, bounds: Bounds): number =>
    read(name, (_, text) => parseWholeNumber(name, text, bounds), bounds.min);

  const nobody: OriginPolicy = { kind: "listed", origins: new Set() };
  const origins = read("ALLOWED_ORIGINS", parseOrigins, nobody);
  const defaultModel = textOf(env, "CHAT_DEFAULT_MODEL");
  const allowedModels = read("CHAT_ALLOWED_MODELS", parseModels, []);
  const deployment: Deployment = {
    apiKey: read("ASSEMBLYAI_API_KEY", parseApiKey, ""),
    accessCodes: read("ACCESS_CODES", parseAccessCodes, []),
    speech: {
      baseUrl: read("ASSEMBLYAI_STREAMING_URL", parseBaseUrl, ""),
      sessionMaxSeconds: readNumber("SESSION_MAX_SECONDS", SESSION_SECONDS),
      tokenWindowSeconds: readNumber("TOKEN_WINDOW_SECONDS", WINDOW_SECONDS),
    },
    chat: {
      baseUrl: read("ASSEMBLYAI_LLM_URL", parseBaseUrl, ""),
      defaultModel,
      models: allowedModels.length === 0 ? [] : [...new Set([defaultModel, ...allowedModels])],
      fallbackModels: read(
        "CHAT_FALLBACK_MODELS",
        (name, text) => parseModels(name, text, MAX_FALLBACKS),
        [],
      ),
      maxTokens: readNumber("CHAT_MAX_TOKENS", CHAT_TOKENS),
      maxBytes: readNumber("CHAT_MAX_BYTES", CHAT_BYTES),
    },
  };
  return problems.length === 0
    ? { origins, setup: { ok: true, deployment } }
    : { origins, setup: { ok: false, problems } };
}

/** Variables arrive as text, or as a number where `wrangler.jsonc` writes one. Empty counts as not set. */
function textOf(env: unknown, name: Name): string {
  const value: unknown =
    typeof env === "object" && env !== null ? Reflect.get(env, name) : undefined;
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text.trim() : DEFAULTS[name];
}
