/**
 * Parses connection parameters and UpdateConfiguration with the same schemas (docs/protocol.md#connection-parameters).
 */

import * as v from "valibot";
import type { Behaviour } from "../behaviour.ts";
import { invalidParameter, type Refusal } from "./refusals.ts";
import { isPro, LANGUAGE_CODES, SPEECH_MODELS } from "./speech-models.ts";

const between = (low: number, high: number) =>
  v.pipe(v.number(), v.minValue(low), v.maxValue(high));
const wholeBetween = (low: number, high: number) => v.pipe(between(low, high), v.integer());
const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0));
const texts = v.array(v.string());
const contextText = v.pipe(v.string(), v.maxLength(1750, "Max 1750 characters"));
const languageCodes = v.pipe(
  texts,
  v.maxLength(10, "Max 10 items"),
  v.check((codes) => codes.length === 1 || !codes.includes("multi"), "'multi' must be alone"),
);

/** Further keys are kept: `behaviour.insights.extraKeys` decides whether they are refused. */
export const LlmGateway = v.looseObject({
  model: v.pipe(v.string(), v.minLength(1)),
  messages: v.pipe(
    v.array(
      v.object({
        role: v.picklist(["system", "user", "assistant"]),
        content: v.union([
          v.string(),
          v.array(v.object({ type: v.literal("text"), text: v.string() })),
        ]),
      }),
    ),
    v.minLength(1),
  ),
  max_tokens: v.pipe(v.number(), v.integer(), v.minValue(1)),
});
export type LlmGateway = v.InferOutput<typeof LlmGateway>;

const UPDATABLE = {
  end_of_turn_confidence_threshold: v.optional(between(0, 1)),
  min_turn_silence: v.optional(milliseconds),
  max_turn_silence: v.optional(milliseconds),
  vad_threshold: v.optional(between(0, 1)),
  format_turns: v.optional(v.boolean()),
  session_heartbeat: v.optional(v.boolean()),
  acknowledge_silence: v.optional(v.boolean()),
  continuous_partials: v.optional(v.boolean()),
  keyterms_prompt: v.optional(v.pipe(texts, v.maxLength(100, "Max 100 items"))),
  prompt: v.optional(contextText),
  agent_context: v.optional(contextText),
  filter_profanity: v.optional(v.boolean()),
  interruption_delay: v.optional(wholeBetween(0, 1000)),
  turn_left_pad_ms: v.optional(milliseconds),
  language_codes: v.optional(languageCodes),
};

const Update = v.object(UPDATABLE);
export type ConfigurationUpdate = v.InferOutput<typeof Update>;

const Parameters = v.object({
  ...UPDATABLE,
  speech_model: v.optional(v.picklist(SPEECH_MODELS), "universal-3-5-pro"),
  sample_rate: v.optional(v.pipe(v.number(), v.integer(), v.minValue(8000)), 16_000),
  encoding: v.optional(
    v.picklist(["pcm_s16le", "pcm_mulaw", "opus", "ogg_opus", "aac"]),
    "pcm_s16le",
  ),
  previous_context_n_turns: v.optional(wholeBetween(0, 100)),
  language_detection: v.optional(v.boolean(), false),
  language_code: v.optional(v.string()),
  language: v.optional(v.picklist(["en", "multi"])),
  speaker_labels: v.optional(v.boolean(), false),
  max_speakers: v.optional(wholeBetween(1, 10)),
  speaker_labels_revision_interval_ms: v.optional(wholeBetween(0, 86_400_000)),
  inactivity_timeout: v.optional(wholeBetween(5, 3600)),
  llm_gateway: v.optional(LlmGateway),
  mode: v.optional(v.picklist(["min_latency", "balanced", "max_accuracy"])),
  include_partial_turns: v.optional(v.boolean()),
  redact_pii: v.optional(v.boolean(), false),
  redact_pii_policies: v.optional(texts),
  redact_pii_sub: v.optional(v.picklist(["hash", "entity_name"])),
  domain: v.optional(v.picklist(["medical-v1"])),
  voice_focus: v.optional(v.picklist(["near-field", "far-field"])),
  voice_focus_threshold: v.optional(between(0, 1)),
});
export type Parameters = v.InferOutput<typeof Parameters>;

/** Names of earlier versions that are still understood. */
const OLD_NAMES = new Map([
  ["min_end_of_turn_silence_when_confident", "min_turn_silence"],
  ["noise_suppression_model", "voice_focus"],
]);

const currentName = (name: string): string => OLD_NAMES.get(name) ?? name;

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** If a parameter repeats, its first value counts. Unknown names are ignored, as on the real service. */
export function parseParameters(query: URLSearchParams): Parsed<Parameters> {
  const decoded: Record<string, unknown> = {};
  for (const [givenName, text] of query) {
    const name = currentName(givenName);
    if (!Object.hasOwn(Parameters.entries, name) || Object.hasOwn(decoded, name)) continue;
    const value = decodeParameter(name, text);
    if (!value.ok) return { ok: false, refusal: invalidParameter(name, value.expected) };
    decoded[name] = value.value;
  }
  return validate(Parameters, decoded);
}

/** Rejected on every model outside the Pro family; its other parameters are ignored there. */
const PRO_PARAMETERS = ["prompt", "mode"] as const;

/**
 * Judges valid parameters by the model and the switches.
 *
 * @param values of the connection or of an update
 */
export function refusalOf(
  values: Partial<Parameters>,
  model: string,
  { refusedParameters, languageRegions }: Behaviour["session"],
): Refusal | null {
  const asked = new Map<string, unknown>(Object.entries(values));
  // A switch that is off is not asked for.
  const refused = refusedParameters.find((name) => (asked.get(name) ?? false) !== false);
  if (refused !== undefined) return invalidParameter(refused, "Not supported");
  const ofPro = isPro(model) ? undefined : PRO_PARAMETERS.find((name) => name in values);
  if (ofPro !== undefined) return invalidParameter(ofPro, `Not supported by ${model}`);
  const unknown = (values.language_codes ?? []).find(
    (code) => !isLanguage(code, languageRegions === "ignored"),
  );
  return unknown === undefined
    ? null
    : invalidParameter("language_codes", `Input should be one of ${LANGUAGE_CODES.join(", ")}`);
}

const isLanguage = (code: string, areRegionsIgnored: boolean): boolean =>
  LANGUAGE_CODES.includes(areRegionsIgnored ? (code.split("-", 1)[0] ?? code) : code);

/** Ignores fields that can't be updated (docs/protocol.md#client-messages). */
export function parseUpdate(
  message: Readonly<Record<string, unknown>>,
): Parsed<ConfigurationUpdate> {
  const renamed = Object.entries(message).map(([name, value]) => [currentName(name), value]);
  return validate(Update, Object.fromEntries(renamed));
}

function validate<Schema extends v.GenericSchema>(
  schema: Schema,
  values: unknown,
): Parsed<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, values);
  if (result.success) return { ok: true, value: result.output };
  const [issue] = result.issues;
  const [name] = v.getDotPath(issue)?.split(".") ?? [];
  return { ok: false, refusal: invalidParameter(name ?? "configuration", issue.message) };
}

const NUMBERS = new Set([
  "end_of_turn_confidence_threshold",
  "min_turn_silence",
  "max_turn_silence",
  "vad_threshold",
  "interruption_delay",
  "turn_left_pad_ms",
  "sample_rate",
  "previous_context_n_turns",
  "max_speakers",
  "speaker_labels_revision_interval_ms",
  "inactivity_timeout",
  "voice_focus_threshold",
]);
const BOOLEANS = new Set([
  "format_turns",
  "session_heartbeat",
  "acknowledge_silence",
  "continuous_partials",
  "filter_profanity",
  "language_detection",
  "speaker_labels",
  "include_partial_turns",
  "redact_pii",
]);
/** One JSON text each; keys are never repeated. */
const JSON_TEXTS = new Set([
  "keyterms_prompt",
  "language_codes",
  "llm_gateway",
  "redact_pii_policies",
]);

export type Decoded =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly expected: string };

/** Parses the text of one parameter. Names in no list are strings. */
export function decodeParameter(name: string, text: string): Decoded {
  if (NUMBERS.has(name)) return decodeNumber(text);
  if (BOOLEANS.has(name)) return decodeBoolean(text);
  if (JSON_TEXTS.has(name)) return decodeJson(text);
  return { ok: true, value: text };
}

function decodeNumber(text: string): Decoded {
  const value = Number(text);
  return text.trim() === "" || Number.isNaN(value)
    ? { ok: false, expected: "Input should be a valid number" }
    : { ok: true, value };
}

function decodeBoolean(text: string): Decoded {
  return text === "true" || text === "false"
    ? { ok: true, value: text === "true" }
    : { ok: false, expected: "Input should be a valid boolean" };
}

function decodeJson(text: string): Decoded {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, expected: "Input should be valid JSON" };
  }
}
