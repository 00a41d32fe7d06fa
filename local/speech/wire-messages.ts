/**
 * Text messages of the wire in both directions (docs/protocol.md#client-messages, docs/protocol.md#server-messages).
 * Audio is binary and not among them.
 */

import { type ConfigurationUpdate, parseUpdate, type Parsed } from "./parameters.ts";
import { invalidJson, invalidMessage, invalidMessageType } from "./refusals.ts";

export interface WireWord {
  readonly text: string;
  /** Whole ms since the first sample of the session. */
  readonly start: number;
  readonly end: number;
  /** 0–1. */
  readonly confidence: number;
  readonly word_is_final: boolean;
  readonly speaker?: string;
  readonly speaker_confidence?: number;
}

export interface TurnMessage {
  readonly type: "Turn";
  readonly turn_order: number;
  readonly turn_is_formatted: boolean;
  readonly end_of_turn: boolean;
  readonly transcript: string;
  readonly utterance: string;
  readonly end_of_turn_confidence: number;
  readonly words: readonly WireWord[];
  readonly language_code?: string;
  readonly language_confidence?: number;
  readonly speaker_label?: string;
  readonly speaker_confidence?: number;
}

export interface SpeakerRevision {
  readonly turn_order: number;
  readonly speaker_label: string;
  readonly words: readonly WireWord[];
}

export type ServerMessage =
  | {
      readonly type: "Begin";
      readonly id: string;
      /** Unix seconds. */
      readonly expires_at: number;
      readonly configuration: Readonly<Record<string, string | boolean | null>>;
    }
  | { readonly type: "SpeechStarted"; readonly timestamp: number; readonly confidence: number }
  | TurnMessage
  | { readonly type: "SpeakerRevision"; readonly revisions: readonly SpeakerRevision[] }
  | {
      readonly type: "LLMGatewayResponse" | "LlmGatewayResponse";
      readonly turn_order: number;
      readonly transcript: string;
      readonly data: unknown;
    }
  | {
      readonly type: "Heartbeat";
      readonly total_audio_received_ms: number;
      readonly total_duration_ms: number;
      readonly realtime_factor: number;
      readonly max_speech_probability: number;
    }
  | { readonly type: "Silence"; readonly start_ms: number; readonly end_ms: number }
  | { readonly type: "Warning"; readonly warning_code: number; readonly warning: string }
  | { readonly type: "Error"; readonly error_code: number; readonly error: string }
  | {
      readonly type: "Termination";
      readonly audio_duration_seconds: number;
      readonly session_duration_seconds: number;
    };

export type ClientMessage =
  | { readonly type: "UpdateConfiguration"; readonly update: ConfigurationUpdate }
  | { readonly type: "ForceEndpoint" }
  | { readonly type: "KeepAlive" }
  | { readonly type: "Terminate" };

export function parseClientMessage(text: string): Parsed<ClientMessage> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { ok: false, refusal: invalidJson("Message is not valid JSON") };
  }
  if (!isRecord(message)) return { ok: false, refusal: invalidMessage("Expected an object") };
  const type = message["type"];
  switch (type) {
    case "UpdateConfiguration": {
      const parsed = parseUpdate(message);
      return parsed.ok ? { ok: true, value: { type, update: parsed.value } } : parsed;
    }
    case "ForceEndpoint":
    case "KeepAlive":
    case "Terminate":
      return { ok: true, value: { type } };
    default:
      return typeof type === "string"
        ? { ok: false, refusal: invalidMessageType(type) }
        : { ok: false, refusal: invalidMessage("Field 'type' is missing") };
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
