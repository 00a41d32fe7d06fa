/** Which setting a parameter of the service comes from (docs/protocol.md#connection-parameters). */

/** Without the parameters that no session can do without: sample rate, encoding and token. */
const SETTINGS: Readonly<Record<string, string>> = {
  speech_model: "model",
  format_turns: "formatTurns",
  mode: "turnDetection",
  min_turn_silence: "turnDetection",
  max_turn_silence: "turnDetection",
  end_of_turn_confidence_threshold: "turnDetection",
  language_codes: "languageCodes",
  language_detection: "detectLanguage",
  keyterms_prompt: "keyTerms",
  prompt: "prompt",
  filter_profanity: "filterProfanity",
  redact_pii: "redactPii",
  redact_pii_sub: "redactPii",
  inactivity_timeout: "inactivityTimeoutSeconds",
  speaker_labels: "speakerLabels",
  speaker_labels_revision_interval_ms: "speakerLabels",
  // Without labels there is nothing to limit.
  max_speakers: "speakerLabels",
  llm_gateway: "insight",
  // No setting of the user controls these.
  session_heartbeat: "heartbeat",
  continuous_partials: "partials",
};

/** @returns the name of a setting, or null for a parameter that no session can do without */
export const settingOf = (parameter: string): string | null =>
  Object.hasOwn(SETTINGS, parameter) ? (SETTINGS[parameter] ?? null) : null;

/** The setting that an error or a warning names in quotes: `Invalid 'mode': …`. */
export function namedSetting(text: string): string | null {
  for (const [, parameter = ""] of text.matchAll(/['"`]([a-z_]+)['"`]/g)) {
    const setting = settingOf(parameter);
    if (setting !== null) return setting;
  }
  return null;
}
