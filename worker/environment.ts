/** Parses the Worker's bindings: the configuration of this deployment with its defaults, or what is wrong with it. */

import { EXTENSION_ID } from "../core/extension-key.ts";
import type { Prices } from "../core/protocol/worker-api.ts";
import type { AccessCode } from "./access/caller.ts";
import type { OriginPolicy } from "./access/origins.ts";
import type { ModelQueue } from "./budget/model-queue.ts";
import type { UsageStores } from "./budget/shards.ts";
import type { BudgetKind } from "./budget/spending.ts";
import { languageService } from "./upstream/assemblyai/gateway.ts";
import { speechService } from "./upstream/assemblyai/streaming.ts";
import type { Bounds, LanguageService, SpeechService } from "./upstream/services.ts";
import {
  parseAccessCodes,
  parseAdminCode,
  parseApiKey,
  parseBaseUrl,
  parseDollars,
  parseModels,
  parseOrigins,
  parsePrices,
  parseSpeechModel,
  parseSwitch,
  parseWholeNumber,
  splitList,
  type Parsed,
} from "./variables.ts";

export interface Deployment {
  readonly apiKey: string;
  readonly accessCodes: readonly AccessCode[];
  /** Names that may see the usage of all codes. */
  readonly adminNames: readonly string[];
  /** Per day and access code. */
  readonly budget: {
    /** `money` in millionths of a US dollar, for everything whose price is known. */
    readonly limits: Readonly<Record<BudgetKind, number>>;
    /** How often a day's budget unproven refunds may give back: reports of clients, estimates of broken replies. */
    readonly refundFactor: number;
  };
  readonly usageStores: UsageStores;
  readonly modelQueues: DurableObjectNamespace<ModelQueue>;
  /** `null` if they are switched off, for instance in tests. */
  readonly rateLimits: {
    /** Requests with an access code, by its name. */
    readonly code: RateLimit;
    /** Wrong access codes, by address. */
    readonly attempt: RateLimit;
  } | null;
  readonly speech: {
    readonly service: SpeechService;
    /** http or https, without a trailing slash. */
    readonly baseUrl: string;
    /** For users who have chosen none; `null` leaves it to the extension. */
    readonly defaultModel: string | null;
    readonly sessionMaxSeconds: number;
    /** Time in which a token must be redeemed. */
    readonly tokenWindowSeconds: number;
  };
  readonly chat: {
    readonly service: LanguageService;
    readonly baseUrl: string;
    readonly defaultModel: string;
    /** Empty for any model; otherwise it includes the default model. */
    readonly models: readonly string[];
    /** Tried in this order if a model fails. */
    readonly fallbackModels: readonly string[];
    /** That the gateway takes for each model, from all access codes together. */
    readonly requestsPerMinute: number;
    /** Per reply. */
    readonly maxTokens: number;
    /** Per request body. */
    readonly maxBytes: number;
  };
  readonly prices: Prices | null;
}

export interface Environment {
  /** Parsed even if the rest is incomplete, so that a browser can read what is wrong. */
  readonly origins: OriginPolicy;
  readonly setup:
    | { readonly ok: true; readonly deployment: Deployment }
    /** At least one sentence; none holds a secret. */
    | { readonly ok: false; readonly problems: readonly string[] };
}

const DEFAULTS = {
  ASSEMBLYAI_API_KEY: "",
  ACCESS_CODES: "",
  ADMIN_CODE: "",
  ASSEMBLYAI_STREAMING_URL: speechService.defaultUrl,
  ASSEMBLYAI_LLM_URL: languageService.defaultUrl,
  ALLOWED_ORIGINS: `chrome-extension://${EXTENSION_ID}`,
  DAILY_SESSION_MINUTES: "1440",
  DAILY_MODEL_TOKENS: "2000000",
  DAILY_BUDGET_USD: "10",
  DAILY_REFUND_FACTOR: "2",
  ADMIN_NAMES: "admin",
  RATE_LIMITS: "on",
  SPEECH_MODEL: "",
  SESSION_MAX_SECONDS: "10800",
  TOKEN_WINDOW_SECONDS: "10",
  CHAT_DEFAULT_MODEL: "claude-sonnet-4-6",
  CHAT_ALLOWED_MODELS: "",
  CHAT_FALLBACK_MODELS: "",
  CHAT_REQUESTS_PER_MINUTE: "30",
  CHAT_MAX_TOKENS: "8000",
  CHAT_MAX_BYTES: "1000000",
  PRICES: "",
} as const;

type Name = keyof typeof DEFAULTS;

const DAILY: Bounds = { min: 0, max: 1_000_000_000 };
const REFUND_FACTOR: Bounds = { min: 0, max: 100 };
const CHAT_REQUESTS: Bounds = { min: 1, max: 10_000 };
const CHAT_TOKENS: Bounds = { min: 1, max: 200_000 };
const CHAT_BYTES: Bounds = { min: 1_000, max: 20_000_000 };

/** The same bindings are parsed once. */
const environments = new WeakMap<object, Environment>();

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

  const adminNames = splitList(textOf(env, "ADMIN_NAMES"));
  /** `ADMIN_CODE` replaces the code that its name has in `ACCESS_CODES`, and can stand alone. */
  function readCodes(): readonly AccessCode[] {
    const [admin = ""] = adminNames;
    const code = read("ADMIN_CODE", parseAdminCode, null);
    if (code === null) return read("ACCESS_CODES", parseAccessCodes, []);
    const isAlone = textOf(env, "ACCESS_CODES") === "";
    const others = isAlone ? [] : read("ACCESS_CODES", parseAccessCodes, []);
    return [{ name: admin, code }, ...others.filter(({ name }) => name !== admin)];
  }

  const none: OriginPolicy = { kind: "listed", origins: new Set() };
  const origins = read("ALLOWED_ORIGINS", parseOrigins, none);
  const defaultModel = textOf(env, "CHAT_DEFAULT_MODEL");
  const allowedModels = read("CHAT_ALLOWED_MODELS", parseModels, []);
  const isLimited = read("RATE_LIMITS", parseSwitch, true);
  const code = isLimited ? bind("CODE_LIMIT", isRateLimit) : undefined;
  const attempt = isLimited ? bind("ATTEMPT_LIMIT", isRateLimit) : undefined;
  const usageStores = bind("LEDGER", isUsageStores);
  const modelQueues = bind("QUEUE", isModelQueues);
  const deployment = {
    apiKey: read("ASSEMBLYAI_API_KEY", parseApiKey, ""),
    accessCodes: readCodes(),
    adminNames,
    budget: {
      limits: {
        session_seconds: 60 * readNumber("DAILY_SESSION_MINUTES", DAILY),
        model_tokens: readNumber("DAILY_MODEL_TOKENS", DAILY),
        money: read("DAILY_BUDGET_USD", parseDollars, 0),
      },
      refundFactor: readNumber("DAILY_REFUND_FACTOR", REFUND_FACTOR),
    },
    rateLimits: code && attempt ? { code, attempt } : null,
    speech: {
      service: speechService,
      baseUrl: read("ASSEMBLYAI_STREAMING_URL", parseBaseUrl, ""),
      defaultModel: read("SPEECH_MODEL", parseSpeechModel, null),
      sessionMaxSeconds: readNumber("SESSION_MAX_SECONDS", speechService.sessionSeconds),
      tokenWindowSeconds: readNumber("TOKEN_WINDOW_SECONDS", speechService.windowSeconds),
    },
    chat: {
      service: languageService,
      baseUrl: read("ASSEMBLYAI_LLM_URL", parseBaseUrl, ""),
      defaultModel,
      models: allowedModels.length === 0 ? [] : [...new Set([defaultModel, ...allowedModels])],
      fallbackModels: read(
        "CHAT_FALLBACK_MODELS",
        (name, text) => parseModels(name, text, languageService.maxFallbacks),
        [],
      ),
      requestsPerMinute: readNumber("CHAT_REQUESTS_PER_MINUTE", CHAT_REQUESTS),
      maxTokens: readNumber("CHAT_MAX_TOKENS", CHAT_TOKENS),
      maxBytes: readNumber("CHAT_MAX_BYTES", CHAT_BYTES),
    },
    prices: read("PRICES", parsePrices, null),
  };
  return problems.length === 0 && usageStores && modelQueues
    ? { origins, setup: { ok: true, deployment: { ...deployment, usageStores, modelQueues } } }
    : { origins, setup: { ok: false, problems } };
}

/** Variables that may be an object in `wrangler.jsonc`. */
const IS_JSON: ReadonlySet<Name> = new Set<Name>(["PRICES"]);

/** Variables arrive as text, or as a number or object from `wrangler.jsonc`. Blank text counts as not set. */
function textOf(env: unknown, name: Name): string {
  const value = valueOf(env, name);
  const isWritten = typeof value === "number" || (typeof value === "object" && IS_JSON.has(name));
  const text = isWritten ? JSON.stringify(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text.trim() : DEFAULTS[name];
}

const valueOf = (env: unknown, name: string): unknown =>
  typeof env === "object" && env !== null ? Reflect.get(env, name) : undefined;

const isRateLimit = (value: unknown): value is RateLimit => hasMethod(value, "limit");
const isUsageStores = (value: unknown): value is Deployment["usageStores"] =>
  hasMethod(value, "getByName");
const isModelQueues = (value: unknown): value is Deployment["modelQueues"] =>
  hasMethod(value, "getByName");

const hasMethod = (value: unknown, name: string): boolean =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, name) === "function";
