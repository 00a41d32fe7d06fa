/**
 * Messages between the extension and the team's Worker (docs/architecture.md#worker-interface): JSON over HTTPS,
 * `Authorization: Bearer <access code>`. Both sides parse with these schemas.
 */

import * as v from "valibot";
import { LONGEST, MOST } from "../bounds.ts";

const grantName = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST.grant));

/** A session that is over. A report can be repeated; only the first counts. */
const EndedSession = v.object({
  /** `grant` of its token. */
  grant: grantName,
  /** From Begin to the end; 0 if it never began. */
  used_seconds: v.pipe(v.number(), v.finite(), v.minValue(0)),
});
export type EndedSession = v.InferOutput<typeof EndedSession>;

const endedSessions = v.pipe(v.array(EndedSession), v.maxLength(MOST.endedSessions));

/** Request of `POST /v1/token`; earlier versions send none. */
export const TokenRequest = v.object({
  /** Name for the session, chosen by the client so that it can report a token whose reply was lost. */
  grant: v.optional(grantName),
  /** Asks for a session of this duration at most; the Worker may grant a shorter one. */
  max_session_duration_seconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  ended: v.optional(endedSessions),
});
export type TokenRequest = v.InferOutput<typeof TokenRequest>;

/** Request of `POST /v1/sessions`. */
export const SessionsReport = v.object({ ended: endedSessions });
export type SessionsReport = v.InferOutput<typeof SessionsReport>;

/** Reply to `POST /v1/sessions`. */
export const SessionsReply = v.object({
  /** Sessions settled now; known ones alone. */
  settled: v.number(),
});

/** Reply to `POST /v1/token`: a token for one speech session. */
export const TokenGrant = v.object({
  token: v.pipe(v.string(), v.minLength(1)),
  /** Time in which the token must be redeemed; an open session outlives it. */
  expires_in_seconds: v.pipe(v.number(), v.minValue(1)),
  max_session_duration_seconds: v.pipe(v.number(), v.minValue(1)),
  /** Without query, for instance `wss://speech.example/v3/ws`; on the host that minted the token. */
  websocket_url: v.pipe(v.string(), v.regex(/^wss?:\/\//)),
  /** The team's speech model, for users who have chosen none. */
  speech_model: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** Names the session in the report of its end. Workers of earlier versions want no report. */
  grant: v.optional(grantName),
});
export type TokenGrant = v.InferOutput<typeof TokenGrant>;

export const ChatMessage = v.object({
  role: v.picklist(["system", "user", "assistant"]),
  content: v.string(),
});
export type ChatMessage = v.InferOutput<typeof ChatMessage>;

/** Request of `POST /v1/chat`. */
export const ChatRequest = v.object({
  /** Defaults to the Worker's default model. */
  model: v.optional(v.pipe(v.string(), v.minLength(1))),
  messages: v.pipe(v.array(ChatMessage), v.minLength(1)),
  max_tokens: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  temperature: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(2))),
  /** Asks for the `text/event-stream` of the language service. Models that can't stream send one JSON reply. */
  stream: v.optional(v.boolean()),
});
export type ChatRequest = v.InferOutput<typeof ChatRequest>;

/** Reply to `POST /v1/chat`, in one shape for all models (docs/protocol.md#llm-gateway). */
export const ChatReply = v.object({
  model: v.string(),
  content: v.string(),
  /** "length" means cut off at `max_tokens`. */
  finish_reason: v.picklist(["stop", "length", "other"]),
  usage: v.object({
    input_tokens: v.number(),
    output_tokens: v.number(),
    /** The model did not state all of its tokens; unstated ones count as 0. */
    incomplete: v.exactOptional(v.boolean()),
  }),
});
export type ChatReply = v.InferOutput<typeof ChatReply>;

const dollars = v.pipe(v.number(), v.finite(), v.minValue(0));

/** US dollars, for estimates. */
export const Prices = v.object({
  /** Per hour of one speech session, by speech model. */
  speech_per_hour: v.record(v.string(), dollars),
  /** Added per hour of a session with speaker labels; absent if unknown. */
  speaker_labels_per_hour: v.exactOptional(dollars),
  /** Per million tokens, by language model. */
  models: v.record(v.string(), v.object({ input: dollars, output: dollars })),
});
export type Prices = v.InferOutput<typeof Prices>;

/** A language model on offer. What the language service does not state is absent. */
export const LanguageModel = v.object({
  id: v.string(),
  /** US dollars per million tokens. */
  price: v.optional(v.object({ input: dollars, output: dollars })),
  streams: v.optional(v.boolean()),
  /** Last day, such as `2026-12-31`. */
  retires: v.optional(v.string()),
});
export type LanguageModel = v.InferOutput<typeof LanguageModel>;

/** Reply to `GET /v1/config`: what this deployment offers. Workers of earlier versions leave later fields out. */
export const WorkerConfig = v.object({
  /** Name of the access code. */
  name: v.string(),
  version: v.string(),
  region: v.string(),
  notes: v.object({
    default_model: v.string(),
    /** Empty if any model is allowed. */
    models: v.array(v.string()),
    max_tokens: v.number(),
  }),
  speech: v.optional(
    v.object({
      /** For users who have chosen none; absent if the team has set none. */
      default_model: v.optional(v.string()),
    }),
  ),
  /** Models that the users may choose; absent if the language service did not state them. */
  language_models: v.optional(v.array(LanguageModel)),
  /** The team's prices and those of `language_models`; absent if there are none. */
  prices: v.optional(Prices),
  limits: v.object({ max_session_duration_seconds: v.number(), max_chat_bytes: v.number() }),
});
export type WorkerConfig = v.InferOutput<typeof WorkerConfig>;

/** Amounts of one day in UTC. */
export const Budget = v.object({ limit: v.number(), used: v.number(), left: v.number() });
export type Budget = v.InferOutput<typeof Budget>;

const UsageOfCode = v.object({
  /** Name of the access code. */
  name: v.string(),
  /** Debited when a token is granted, by the longest duration of its session, and settled by the report of its end. */
  session_seconds: Budget,
  /** Read and written by models for `POST /v1/chat`. */
  model_tokens: Budget,
  /** US dollars, of everything whose price is known. Workers of earlier versions leave it out. */
  dollars: v.optional(Budget),
});
export type UsageOfCode = v.InferOutput<typeof UsageOfCode>;

/** Reply to `GET /v1/usage`: what the access code has spent today and what is left. */
export const Usage = v.object({
  ...UsageOfCode.entries,
  /** Day in UTC, for instance `2026-11-22`. */
  day: v.string(),
  resets_in_seconds: v.number(),
  /** All access codes; for admins only. */
  codes: v.optional(v.array(UsageOfCode)),
});
export type Usage = v.InferOutput<typeof Usage>;

/** An access code without the code itself, which the Worker does not know. */
const AccessCodeEntry = v.object({
  name: v.string(),
  /** ISO 8601; absent for a code of the configuration. */
  created_at: v.optional(v.string()),
  is_admin: v.boolean(),
});
export type AccessCodeEntry = v.InferOutput<typeof AccessCodeEntry>;

/** Reply to `GET /v1/codes`, for admins: the valid codes by name. */
export const AccessCodeList = v.object({ codes: v.array(AccessCodeEntry) });
export type AccessCodeList = v.InferOutput<typeof AccessCodeList>;

/** Request of `POST /v1/codes`, for admins. */
export const NewCodeRequest = v.object({
  name: v.string(),
  /** Ends the codes that have this name already; without it, such a name is refused. */
  replace: v.optional(v.boolean()),
});

/** Reply to `POST /v1/codes`. Code and invitation are never shown again. */
export const NewCode = v.object({
  name: v.string(),
  code: v.string(),
  /** One link with address and code (`invitation.ts`). */
  invitation: v.string(),
  /** Whether codes of this name ended. */
  replaced: v.boolean(),
});
export type NewCode = v.InferOutput<typeof NewCode>;

/** Request of `POST /v1/codes/end`, for admins. */
export const EndCodeRequest = v.object({ name: v.string() });

/** Reply to `POST /v1/codes/end`. */
export const EndedCode = v.object({ name: v.string() });

/** Reply to `GET /health`. `working` comes with `?deep=1` and an access code. */
export const Health = v.object({
  ok: v.literal(true),
  version: v.string(),
  configured: v.boolean(),
  working: v.optional(v.boolean()),
  /** Sentences for the team's admin. */
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
  "admin_only",
  "name_taken",
  "name_unknown",
  "name_fixed",
  "budget_spent",
  "not_configured",
  "upstream_refused",
  "upstream_failed",
  "internal",
] as const;

/** Budget that is too small for a request. */
const SpentBudget = v.object({
  unit: v.picklist(["session_seconds", "model_tokens"]),
  limit: v.number(),
  left: v.number(),
  resets_in_seconds: v.number(),
});
export type SpentBudget = v.InferOutput<typeof SpentBudget>;

/** Every response outside 2xx. `message` is a sentence that says what to do. */
export const ErrorReply = v.object({
  error: v.object({
    code: v.picklist(ERROR_CODES),
    message: v.string(),
    /** Present with the code `budget_spent`. */
    budget: v.optional(SpentBudget),
  }),
});
export type ErrorReply = v.InferOutput<typeof ErrorReply>;
export type ErrorCode = (typeof ERROR_CODES)[number];
