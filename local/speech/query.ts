/** Text of a query string as the kind of value each parameter has, protocol §2 "Encoding rules". */

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
/** Arrays and objects are one JSON text, never repeated keys. */
const JSON_TEXTS = new Set([
  "keyterms_prompt",
  "language_codes",
  "llm_gateway",
  "redact_pii_policies",
]);

export type Decoded =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly expected: string };

/** Everything not listed is a string and stays one. */
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
