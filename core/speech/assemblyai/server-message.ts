/** Parses the messages of streaming v3 (docs/protocol.md#server-messages). What it returns fits into the file of a meeting. */

import * as v from "valibot";
import { clipped, LARGEST, LONGEST, MOST } from "../../bounds.ts";
import { parseJson } from "../../parse-json.ts";
import {
  errorWords,
  isError,
  MessageContent,
  oneLine,
  statedTokens,
  textOf,
  tokenUsage,
  usageOf,
} from "../../protocol/model-reply.ts";
import type {
  HeardWord,
  ReportedConfiguration,
  SpeakerRevision,
  SpeechMessage,
} from "../service.ts";
import { namedSetting } from "./settings-of-parameters.ts";

const text = v.optional(v.fallback(v.string(), ""), "");
const flag = v.optional(v.fallback(v.boolean(), false), false);
const name = (longest: number) =>
  v.optional(v.fallback(v.nullable(v.pipe(v.string(), v.maxLength(longest))), null), null);
const language = name(LONGEST.language);
const speaker = name(LONGEST.name);
const order = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LARGEST.turnOrder));
const ms = v.pipe(v.number(), v.minValue(-LARGEST.clockMs), v.maxValue(LARGEST.clockMs));
const confidence = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const words = v.optional(v.fallback(v.array(v.unknown()), []), []);

const Word = v.object({
  text: v.string(),
  start: ms,
  end: ms,
  confidence: v.optional(v.fallback(confidence, 0), 0),
  speaker,
});

const reported = v.optional(v.fallback(v.nullable(v.union([v.boolean(), v.string()])), null));
/** Without fields that could hold texts of the user. */
const Configuration = v.object({
  model: reported,
  mode: reported,
  speaker_labels: reported,
  redact_pii: reported,
  filter_profanity: reported,
  domain: reported,
  voice_focus: reported,
  api_version: reported,
});
const Begin = v.object({
  type: v.literal("Begin"),
  id: text,
  expires_at: v.optional(v.fallback(v.nullable(v.number()), null), null),
  configuration: v.optional(v.fallback(v.nullable(Configuration), null), null),
});
const SpeechStarted = v.object({ type: v.literal("SpeechStarted"), timestamp: ms });
const Turn = v.object({
  type: v.literal("Turn"),
  turn_order: order,
  end_of_turn: flag,
  turn_is_formatted: flag,
  transcript: text,
  words,
  language_code: language,
  speaker_label: speaker,
});
const Insight = v.object({
  // Both spellings occur (docs/protocol.md#insights-in-the-stream).
  type: v.picklist(["LLMGatewayResponse", "LlmGatewayResponse"]),
  turn_order: order,
  data: v.unknown(),
});
const InsightData = v.object({
  choices: v.tupleWithRest(
    [v.object({ message: v.object({ content: MessageContent }) })],
    v.unknown(),
  ),
});
const InsightUsage = v.object({ usage: v.unknown() });
const SpeakerRevisions = v.object({
  type: v.literal("SpeakerRevision"),
  revisions: v.array(v.unknown()),
});
const Heartbeat = v.object({ type: v.literal("Heartbeat"), total_audio_received_ms: ms });
const Silence = v.object({ type: v.literal("Silence"), end_ms: ms });
const code = v.optional(v.fallback(v.nullable(v.number()), null), null);
const Warning = v.object({ type: v.literal("Warning"), warning_code: code, warning: text });
const ErrorMessage = v.object({
  type: v.literal("Error"),
  error_code: code,
  error: text,
});
const seconds = v.optional(
  v.fallback(v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0))), null),
  null,
);
const Termination = v.object({
  type: v.literal("Termination"),
  audio_duration_seconds: seconds,
  session_duration_seconds: seconds,
});

const Known = v.union([
  Turn,
  SpeechStarted,
  Heartbeat,
  Silence,
  Insight,
  Begin,
  SpeakerRevisions,
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

/** Parses one text frame. A broken message becomes `malformed`, so it costs nothing but itself. Never throws. */
export function parseServerMessage(frame: unknown): SpeechMessage {
  if (typeof frame !== "string" || frame.length > LONGEST.speechMessage)
    return { type: "malformed" };
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

function fromWire(message: v.InferOutput<typeof Known>): SpeechMessage {
  switch (message.type) {
    case "Begin":
      return {
        type: "begin",
        sessionId: clipped(message.id, LONGEST.name),
        expiresAt: message.expires_at,
        reported: message.configuration && statedOf(message.configuration),
      };
    case "SpeechStarted":
      return { type: "speech-started", atMs: message.timestamp };
    case "Turn":
      return {
        type: "turn",
        order: message.turn_order,
        endOfTurn: message.end_of_turn,
        formatted: message.turn_is_formatted,
        transcript: clipped(message.transcript, LONGEST.turn),
        words: heardWords(message.words),
        language: message.language_code,
        speaker: message.speaker_label,
      };
    case "LLMGatewayResponse":
    case "LlmGatewayResponse":
      return { type: "insight", order: message.turn_order, ...insightOf(message.data) };
    case "SpeakerRevision":
      return {
        type: "speaker-revision",
        revisions: message.revisions.flatMap(speakerRevision),
      };
    case "Heartbeat":
      return { type: "heartbeat", receivedMs: message.total_audio_received_ms };
    case "Silence":
      return { type: "silence", endMs: message.end_ms };
    case "Warning":
      return {
        type: "warning",
        code: message.warning_code,
        text: message.warning,
        setting: namedSetting(message.warning),
      };
    case "Error":
      return { type: "error", code: message.error_code, text: message.error };
    case "Termination":
      return {
        type: "termination",
        heardSeconds: message.audio_duration_seconds,
        sessionSeconds: message.session_duration_seconds,
      };
  }
}

/** Without the names that are not stated. */
const statedOf = (configuration: v.InferOutput<typeof Configuration>): ReportedConfiguration =>
  Object.fromEntries(
    Object.entries(configuration).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );

const Revision = v.object({
  turn_order: order,
  speaker_label: speaker,
  words,
});

/** Leaves out a revision without any label, which corrects nothing; the others of the message count. */
function speakerRevision(wire: unknown): SpeakerRevision[] {
  const revision = v.safeParse(Revision, wire);
  if (!revision.success) return [];
  const { turn_order, speaker_label: speaker, words } = revision.output;
  const labelled = heardWords(words).filter((word) => word.speaker !== undefined);
  if (speaker === null && labelled.length === 0) return [];
  return [{ order: turn_order, speaker, words: labelled }];
}

const heardWords = (wire: readonly unknown[]): HeardWord[] =>
  wire.slice(0, MOST.words).flatMap(heardWord);

/** Leaves out a word without text or times, because it has no place on the clock. */
function heardWord(wire: unknown): HeardWord[] {
  const word = v.safeParse(Word, wire);
  if (!word.success) return [];
  const { text, start, end, confidence, speaker } = word.output;
  const times = { startMs: start, endMs: Math.max(start, end) };
  return [
    {
      text: clipped(text, LONGEST.word),
      ...times,
      confidence,
      ...(speaker !== null && { speaker }),
    },
  ];
}

function insightOf(data: unknown) {
  if (isError(data)) return { content: null, usage: null, error: oneLine(errorWords(data)) };
  const reply = v.safeParse(InsightData, data);
  const content = reply.success ? textOf(reply.output.choices[0].message.content) : "";
  const stated = statedTokens(v.is(InsightUsage, data) ? data.usage : null);
  return {
    content: clipped(content, LONGEST.turn) || null,
    usage: tokenUsage(usageOf(stated, content)),
    error: null,
  };
}
