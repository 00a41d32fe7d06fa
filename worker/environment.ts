/** Bindings in, configuration out: everything this deployment was told, parsed and with defaults, or what is wrong with it. */

import type { Ledgers } from "./budget.ts";
import type { OriginPolicy } from "./cors.ts";
import type { Environment } from "./deployment.ts";
import {
  parseAccessCodes,
  parseApiKey,
  parseBaseUrl,
  parseModels,
  parseOrigins,
  parsePrices,
  parseSwitch,
  parseWholeNumber,
  splitList,
  type Bounds,
  type Parsed,
} from "./variables.ts";

/** By the names of design.md §6; the bounds of the speech service are protocol §1, that of fallbacks is protocol §6. */
const DEFAULTS = {
  ASSEMBLYAI_API_KEY: "",
  ACCESS_CODES: "",
  ASSEMBLYAI_STREAMING_URL: "https://streaming.assemblyai.com",
  ASSEMBLYAI_LLM_URL: "https://llm-gateway.assemblyai.com",
  ALLOWED_ORIGINS: "",
  DAILY_SESSION_MINUTES: "1440",
  DAILY_MODEL_TOKENS: "2000000",
  ADMIN_NAMES: "admin",
  RATE_LIMITS: "on",
  SESSION_MAX_SECONDS: "1800",
  TOKEN_WINDOW_SECONDS: "60",
  CHAT_DEFAULT_MODEL: "claude-sonnet-4-6",
  CHAT_ALLOWED_MODELS: "",
  CHAT_FALLBACK_MODELS: "",
  CHAT_MAX_TOKENS: "8000",
  CHAT_MAX_BYTES: "1000000",
  PRICES: "",
} as const;

type Name = keyof typeof DEFAULTS;

const DAILY: Bounds = { min: 0, max: 1_000_000_000 };
const SESSION_SECONDS: Bounds = { min: 60, max: 10_800 };
const WINDOW_SECONDS: Bounds = { min: 1, max: 600 };
const CHAT_TOKENS: Bounds = { min: 1, max: 200_000 };
const CHAT_BYTES: Bounds = { min: 1_000, max: 20_000_000 };
const MAX_FALLBACKS = 2;

const environments = new WeakMap<object, Environment>();

/** The same bindings are parsed once. */
export function environmentOf(env: unknown): Environment {
  if (typeof env !== "object" || env === null) return parseEnvironment(env);
  const environment = environments.get(env) ?? parseEnvironment(env);
  environments.set(env, environment);
  return environment;
}

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

  function bind<T>(name: string, isIt: (value: unknown) => value is T): T | undefined {
    const value = valueOf(env, name);
    if (isIt(value)) return value;
    problems.push(`The binding ${name} is missing; worker/wrangler.jsonc has it.`);
    return undefined;
  }

  const nobody: OriginPolicy = { kind: "listed", origins: new Set() };
  const origins = read("ALLOWED_ORIGINS", parseOrigins, nobody);
  const defaultModel = textOf(env, "CHAT_DEFAULT_MODEL");
  const allowedModels = read("CHAT_ALLOWED_MODELS", parseModels, []);
  const isLimited = read("RATE_LIMITS", parseSwitch, true);
  const code = isLimited ? bind("CODE_LIMIT", isRateLimit) : undefined;
  const attempt = isLimited ? bind("ATTEMPT_LIMIT", isRateLimit) : undefined;
  const ledgers = bind("LEDGER", isLedgers);
  const deployment = {
    apiKey: read("ASSEMBLYAI_API_KEY", parseApiKey, ""),
    accessCodes: read("ACCESS_CODES", parseAccessCodes, []),
    adminNames: splitList(textOf(env, "ADMIN_NAMES")),
    budget: {
      sessionSeconds: 60 * readNumber("DAILY_SESSION_MINUTES", DAILY),
      modelTokens: readNumber("DAILY_MODEL_TOKENS", DAILY),
    },
    rateLimits: code && attempt ? { code, attempt } : null,
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
    prices: read("PRICES", parsePrices, null),
  };
  return problems.length === 0 && ledgers
    ? { origins, setup: { ok: true, deployment: { ...deployment, ledgers } } }
    : { origins, setup: { ok: false, problems } };
}

/** May be written as an object in `wrangler.jsonc`. */
const IS_JSON: ReadonlySet<Name> = new Set<Name>(["PRICES"]);

/** Variables arrive as text, or as the number or object that `wrangler.jsonc` writes. Empty counts as not set. */
function textOf(env: unknown, name: Name): string {
  const value = valueOf(env, name);
  const isWritten = typeof value === "number" || (typeof value === "object" && IS_JSON.has(name));
  const text = isWritten ? JSON.stringify(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text.trim() : DEFAULTS[name];
}

const valueOf = (env: unknown, name: string): unknown =>
  typeof env === "object" && env !== null ? Reflect.get(env, name) : undefined;

const isRateLimit = (value: unknown): value is RateLimit => hasMethod(value, "limit");
const isLedgers = (value: unknown): value is Ledgers => hasMethod(value, "getByName");

const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
