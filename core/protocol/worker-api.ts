/**
 * The border between the extension and the team's Worker (design.md §6): JSON over HTTPS, `Authorization: Bearer <access
 * code>`. Both sides parse what the other made with these schemas.
 */

import * as v from "valibot";

/** `POST /v1/token`: one speech session's ticket. No request body. */
export const TokenGrant = v.object({
  token: v.pipe(v.string(), v.minLength(1)),
  /** How long the token may wait to be redeemed; an open session outlives it. */
  expires_in_seconds: v.pipe(v.number(), v.minValue(1)),
  max_session_duration_seconds: v.pipe(v.number(), v.minValue(1)),
  /** Without query, for instance `wss://speech.example/v3/ws`; on the host that minted the token. */
  websocket_url: v.pipe(v.string(), v.regex(/^wss?:\/\//)),
});
export type TokenGrant = v.InferOutput<typeof TokenGrant>;

export const ChatMessage = v.object({
  role: v.picklist(["system", "user", "assistant"]),
  content: v.string(),
});
export type ChatMessage = v.InferOutput<typeof ChatMessage>;

/** `POST /v1/chat`. */
export const ChatRequest = v.object({
  /** Absent: the Worker's default. */
  model: v.optional(v.pipe(v.string(), v.minLength(1))),
  messages: v.pipe(v.array(ChatMessage), v.minLength(1)),
  max_tokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(2))),
  /** Models that can then answer in pieces, as `text/event-stream`, just as the gateway sends them; the others as ever. */
  stream: v.optional(v.boolean()),
});
export type ChatRequest = v.InferOutput<typeof ChatRequest>;

/** The answer to `POST /v1/chat`: what the extension needs of the gateway's reply (protocol §6), in one shape. */
export const ChatReply = v.object({
  model: v.string(),
  content: v.string(),
  /** Normalised: "length" means cut off at `max_tokens`. */
  finish_reason: v.picklist(["stop", "length", "other"]),
  usage: v.object({ input_tokens: v.number(), output_tokens: v.number() }),
});
export type ChatReply = v.InferOutput<typeof ChatReply>;

const dollars = v.pipe(v.number(), v.finite(), v.minValue(0));

/** In US dollars, for estimates. */
export const Prices = v.object({
  /** An hour of one speech session, by speech model. */
  speech_per_hour: v.record(v.string(), dollars),
  /** A million tokens, by language model. */
  models: v.record(v.string(), v.object({ input: dollars, output: dollars })),
});
export type Prices = v.InferOutput<typeof Prices>;

/** `GET /v1/config`: what this deployment offers. */
export const WorkerConfig = v.object({
  /** Name of the access code that asked. */
  name: v.string(),
  version: v.string(),
  region: v.string(),
  notes: v.object({
    default_model: v.string(),
    /** Empty: any model. */
    models: v.array(v.string()),
    max_tokens: v.number(),
  }),
  /** Absent where the team has set none. */
  prices: v.optional(Prices),
  limits: v.object({ max_session_duration_seconds: v.number(), max_chat_bytes: v.number() }),
});
export type WorkerConfig = v.InferOutput<typeof WorkerConfig>;

/** Of a day of UTC. */
export const Budget = v.object({ limit: v.number(), used: v.number(), left: v.number() });
export type Budget = v.InferOutput<typeof Budget>;

const UsageOfCode = v.object({
  /** Of the access code. */
  name: v.string(),
  /** Debited when a token is granted, for as long as its session may last. */
  session_seconds: Budget,
  /** Read and written by models, through `POST /v1/chat`. */
  model_tokens: Budget,
});
export type UsageOfCode = v.InferOutput<typeof UsageOfCode>;

/** `GET /v1/usage`: what the access code that asks has spent today, and what is left. */
export const Usage = v.object({
  ...UsageOfCode.entries,
  /** For instance `2026-11-22`, of UTC. */
  day: v.string(),
  resets_in_seconds: v.number(),
  /** For an admin alone: all access codes. */
  codes: v.optional(v.array(UsageOfCode)),
});
export type Usage = v.InferOutput<typeof Usage>;

/** `GET /health`; with `?deep=1` and an access code also whether what is configured works. */
export const Health = v.object({
  ok: v.literal(true),
  version: v.string(),
  configured: v.boolean(),
  working: v.optional(v.boolean()),
  /** Sentences for whoever deploys. */
  problems: v.array(v.string()),
});
export type Health = v.InferOutput<typeof Health>;

export const ERROR_CODES = [
  "bad_request",
  "unauthorized",
  "origin_refused",
  "not_found",
  "method_not_allowed",
  "too_large",
  "model_refused",
  "rate_limited",
  "too_many_attempts",
  "budget_spent",
  "not_configured",
  "upstream_refused",
  "upstream_failed",
  "internal",
] as const;

/** What is left where it is too little. */
const SpentBudget = v.object({
  unit: v.picklist(["session_seconds", "model_tokens"]),
  limit: v.number(),
  left: v.number(),
  resets_in_seconds: v.number(),
});
export type SpentBudget = v.InferOutput<typeof SpentBudget>;

/** Every answer outside 2xx. `message` is a sentence a person can use. */
export const ErrorReply = v.object({
  error: v.object({
    code: v.picklist(ERROR_CODES),
    message: v.string(),
    /** With `budget_spent`. */
    budget: v.optional(SpentBudget),
  }),
});
export type ErrorReply = v.InferOutput<typeof ErrorReply>;
export type ErrorCode = (typeof ERROR_CODES)[number];
