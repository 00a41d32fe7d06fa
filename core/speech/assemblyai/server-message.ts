/**
 * The border to the speech service, inbound: every message of streaming v3 (protocol §4), parsed. Total: whatever the
 * service sends becomes one of these, so that a broken message costs itself and nothing else.
 */

import * as v from "valibot";
import { parseJson } from "../../parse-json.ts";
import type { TokenUsage } from "../../meeting.ts";

/** A word as the service heard it; times in ms since the first sample of the session. */
export interface HeardWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
}

export interface TurnMessage {
  readonly type: "turn";
  readonly order: number;
  /** Alone decides whether the turn is final (protocol §4.1). */
  readonly endOfTurn: boolean;
  readonly formatted: boolean;
  /** For a partial of Universal-Streaming only its settled words; see `words`. */
  readonly transcript: string;
  readonly words: readonly HeardWord[];
  readonly language: string | null;
  readonly speaker: string | null;
}

/** Who spoke a turn, as the service knows it by now; text and times stay. */
export interface SpeakerRevision {
  readonly order: number;
  readonly speaker: string;
}

export type ServerMessage =
  /** `expiresAt`: Unix time in seconds at which the session ends by itself; null if not told. */
  | { readonly type: "begin"; readonly sessionId: string; readonly expiresAt: number | null }
  | { readonly type: "speech-started"; readonly atMs: number }
  | TurnMessage
  /** `content` is null where the model answered with nothing, `usage` where nobody tells what it took. */
  | {
      readonly type: "insight";
      readonly order: number;
      readonly content: string | null;
      readonly usage: TokenUsage | null;
    }
  | { readonly type: "speaker-revision"; readonly revisions: readonly SpeakerRevision[] }
  | { readonly type: "heartbeat"; readonly receivedMs: number }
  | { readonly type: "silence"; readonly endMs: number }
  | { readonly type: "warning"; readonly text: string }
  /** Always followed by a close with the same code; `code` is null for an untyped error. */
  | { readonly type: "error"; readonly code: number | null; readonly text: string }
  | { readonly type: "termination" }
  /** Of a kind we do not know: to be ignored and counted. */
  | { readonly type: "unknown"; readonly name: string }
  /** Not JSON, or without what its kind needs: to be ignored and counted. */
  | { readonly type: "malformed" };

const text = v.optional(v.fallback(v.string(), ""), "");
const flag = v.optional(v.fallback(v.boolean(), false), false);
const nullableText = v.optional(v.fallback(v.nullable(v.string()), null), null);
const order = v.pipe(v.number(), v.integer(), v.minValue(0));
const ms = v.pipe(v.number(), v.finite());

const Word = v.object({
  text: v.string(),
  start: ms,
  end: ms,
  confidence: v.optional(v.fallback(v.number(), 0), 0),
});

const Begin = v.object({
  type: v.literal("Begin"),
  id: text,
  expires_at: v.optional(v.fallback(v.nullable(v.number()), null), null),
});
const SpeechStarted = v.object({ type: v.literal("SpeechStarted"), timestamp: ms });
const Turn = v.object({
  type: v.literal("Turn"),
  turn_order: order,
  end_of_turn: flag,
  turn_is_formatted: flag,
  transcript: text,
  words: v.optional(v.fallback(v.array(v.unknown()), []), []),
  language_code: nullableText,
  speaker_label: nullableText,
});
const Insight = v.object({
  // Both spellings have been seen (protocol §7).
  type: v.picklist(["LLMGatewayResponse", "LlmGatewayResponse"]),
  turn_order: order,
  data: v.unknown(),
});
const InsightData = v.object({
  choices: v.tupleWithRest(
    [v.object({ message: v.object({ content: v.nullish(v.string(), null) }) })],
    v.unknown(),
  ),
});
const tokens = v.pipe(v.number(), v.finite(), v.minValue(0));
/** Two pairs of names for the same are known (protocol §6); the one that does not hold is null or absent. */
const InsightUsage = v.object({
  usage: v.union([
    v.object({ input_tokens: tokens, output_tokens: tokens }),
    v.pipe(
      v.object({ prompt_tokens: tokens, completion_tokens: tokens }),
      v.transform(({ prompt_tokens, completion_tokens }) => ({
        input_tokens: prompt_tokens,
        output_tokens: completion_tokens,
      })),
    ),
  ]),
});
const SpeakerRevision = v.object({
  type: v.literal("SpeakerRevision"),
  revisions: v.array(v.object({ turn_order: order, speaker_label: v.string() })),
});
const Heartbeat = v.object({ type: v.literal("Heartbeat"), total_audio_received_ms: ms });
const Silence = v.object({ type: v.literal("Silence"), end_ms: ms });
const Warning = v.object({ type: v.literal("Warning"), warning: text });
const ErrorMessage = v.object({
  type: v.literal("Error"),
  error_code: v.optional(v.fallback(v.nullable(v.number()), null), null),
  error: text,
});
const Termination = v.object({ type: v.literal("Termination") });

const Known = v.union([
  Turn,
  SpeechStarted,
  Heartbeat,
  Silence,
  Insight,
  Begin,
  SpeakerRevision,
  Warning,
  ErrorMessage,
  Termination,
]);
const Typed = v.object({ type: v.string() });
const Untyped = v.object({ error: v.string() });

const KNOWN_TYPES = new Set(Known.options.flatMap(({ entries: { type } }) => typeNames(type)));

function typeNames(type: { literal: string } | { options: readonly string[] }): readonly string[] {
  return "literal" in type ? [type.literal] : type.options;
}

/** Parses one text frame. Never throws. */
export function parseServerMessage(frame: string): ServerMessage {
  const json = parseJson(frame);
  const known = v.safeParse(Known, json);
  if (known.success) return fromWire(known.output);
  if (v.is(Typed, json)) {
    return KNOWN_TYPES.has(json.type)
      ? { type: "malformed" }
      : { type: "unknown", name: json.type };
  }
  if (v.is(Untyped, json)) return { type: "error", code: null, text: json.error };
  return { type: "malformed" };
}

function fromWire(message: v.InferOutput<typeof Known>): ServerMessage {
  switch (message.type) {
    case "Begin":
      return { type: "begin", sessionId: message.id, expiresAt: message.expires_at };
    case "SpeechStarted":
      return { type: "speech-started", atMs: message.timestamp };
    case "Turn":
      return {
        type: "turn",
        order: message.turn_order,
        endOfTurn: message.end_of_turn,
        formatted: message.turn_is_formatted,
        transcript: message.transcript,
        words: message.words.flatMap(heardWord),
        language: message.language_code,
        speaker: message.speaker_label,
      };
    case "LLMGatewayResponse":
    case "LlmGatewayResponse":
      return {
        type: "insight",
        order: message.turn_order,
        content: insightContent(message.data),
        usage: insightUsage(message.data),
      };
    case "SpeakerRevision":
      return {
        type: "speaker-revision",
        revisions: message.revisions.map((revision) => ({
          order: revision.turn_order,
          speaker: revision.speaker_label,
        })),
      };
    case "Heartbeat":
      return { type: "heartbeat", receivedMs: message.total_audio_received_ms };
    case "Silence":
      return { type: "silence", endMs: message.end_ms };
    case "Warning":
      return { type: "warning", text: message.warning };
    case "Error":
      return { type: "error", code: message.error_code, text: message.error };
    case "Termination":
      return { type: "termination" };
  }
}

/** A word without text or times is left out: it can't be placed. */
function heardWord(wire: unknown): HeardWord[] {
  const word = v.safeParse(Word, wire);
  if (!word.success) return [];
  const { text, start, end, confidence } = word.output;
  return [{ text, startMs: start, endMs: Math.max(start, end), confidence }];
}

function insightContent(data: unknown): string | null {
  const parsed = v.safeParse(InsightData, data);
  return parsed.success ? parsed.output.choices[0].message.content : null;
}

function insightUsage(data: unknown): TokenUsage | null {
  const parsed = v.safeParse(InsightUsage, data);
  if (!parsed.success) return null;
  const { input_tokens, output_tokens } = parsed.output.usage;
  return { inputTokens: input_tokens, outputTokens: output_tokens };
}
