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
  /** Without query, for instance `wss://streaming.assemblyai.com/v3/ws`. On the host the token was minted on. */
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
  /** In US dollars, for estimates; absent where the team has set none. */
  prices: v.optional(
    v.object({
      /** An hour of one speech session, by speech model. */
      speech_per_hour: v.record(v.string(), v.number()),
      /** A million tokens, by language model. */
      models: v.record(v.string(), v.object({ input: v.number(), output: v.number() })),
    }),
  ),
  limits: v.object({ max_session_duration_seconds: v.number(), max_chat_bytes: v.number() }),
});
export type WorkerConfig = v.InferOutput<typeof WorkerConfig>;

export const ERROR_CODES = [
  "bad_request",
  "unauthorized",
  "origin_refused",
  "not_found",
  "method_not_allowed",
  "too_large",
  "model_refused",
  "rate_limited",
  "not_configured",
  "upstream_refused",
  "upstream_failed",
  "internal",
] as const;

/** Every answer outside 2xx. `message` is a sentence a person can use. */
export const ErrorReply = v.object({
  error: v.object({ code: v.picklist(ERROR_CODES), message: v.string() }),
});
export type ErrorReply = v.InferOutput<typeof ErrorReply>;
export type ErrorCode = (typeof ERROR_CODES)[number];
