/** The address of one speech session: every parameter travels in the query (protocol §2). */

import { SAMPLE_RATE } from "../../audio/format.ts";
import { fail, ok, type Result } from "../../problem.ts";
import type { Settings, SpeechSettings } from "../../settings/settings.ts";
import { understands } from "./models.ts";
import { turnParameters } from "./turn-detection.ts";

/** The service's limit is not documented; token, prompt and key terms share one URL, so it is kept under this (§2). */
export const MAX_ADDRESS_LENGTH = 8_000;

/** In mid-session the service looks again at who spoke, at most this often (§2); else only at the end. */
const SPEAKER_REVISION_MS = 120_000;

type ParameterValue =
  | string
  | number
  | boolean
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** Query parameters by the service's own names. */
export type SpeechParameters = { readonly [name: string]: ParameterValue };

/** Models whose sessions can tell every five seconds that they live (protocol §2). */
export const hasHeartbeat = (model: string): boolean => model.startsWith("universal-3-5-pro");

/**
 * The parameters that the settings ask for, without any that the model does not understand.
 *
 * @param channels of the meeting: where there are two, each is somebody's already, and speakers are not told apart.
 */
export const speechParameters = (
  { speech, insight }: Settings,
  channels: number,
): SpeechParameters => ({
  speech_model: speech.model,
  sample_rate: SAMPLE_RATE,
  encoding: "pcm_s16le",
  ...(hasHeartbeat(speech.model) && { session_heartbeat: true }),
  ...recognition(speech),
  ...(channels === 1 && speech.speakerLabels && speakers(speech)),
  ...(insight.enabled &&
    insight.mode === "live" && {
      llm_gateway: {
        model: insight.model,
        messages: [{ role: "user", content: insight.prompt }],
        max_tokens: insight.maxTokens,
      },
    }),
});

function recognition(speech: SpeechSettings): SpeechParameters {
  const { model, languageCodes, keyTerms, prompt, inactivityTimeoutSeconds } = speech;
  const hasLanguages = languageCodes.length > 0 && understands(model, "languageCodes");
  return {
    ...(understands(model, "formatTurns") && { format_turns: speech.formatTurns }),
    ...turnParameters(model, speech.turnDetection),
    ...(hasLanguages && { language_codes: languageCodes }),
    ...(speech.detectLanguage && { language_detection: true }),
    ...(keyTerms.length > 0 && { keyterms_prompt: keyTerms }),
    ...(prompt !== "" && understands(model, "prompt") && { prompt }),
    ...(speech.filterProfanity && { filter_profanity: true }),
    ...(speech.redactPii && { redact_pii: true, redact_pii_sub: "entity_name" }),
    ...(inactivityTimeoutSeconds !== null && { inactivity_timeout: inactivityTimeoutSeconds }),
  };
}

const speakers = ({ maxSpeakers }: SpeechSettings): SpeechParameters => ({
  speaker_labels: true,
  speaker_labels_revision_interval_ms: SPEAKER_REVISION_MS,
  ...(maxSpeakers !== null && { max_speakers: maxSpeakers }),
});

/**
 * Builds the address: booleans as `true`/`false`, arrays and objects as one JSON string, never a repeated key (§2).
 * Fails with `speech-address-too-long` where the whole exceeds `MAX_ADDRESS_LENGTH`.
 */
export function speechAddress(
  websocketUrl: string,
  parameters: SpeechParameters,
  token: string,
): Result<string> {
  const query = Object.entries({ ...parameters, token })
    .map(([name, value]) => `${encodeURIComponent(name)}=${encoded(value)}`)
    .join("&");
  const address = `${websocketUrl}?${query}`;
  return address.length < MAX_ADDRESS_LENGTH
    ? ok(address)
    : fail("speech-address-too-long", `${address.length} / ${MAX_ADDRESS_LENGTH}`);
}

const encoded = (value: ParameterValue): string =>
  encodeURIComponent(
    typeof value === "object" ? JSON.stringify(value) : String(value).toWellFormed(),
  );

/** Stand for the longest token and base address of a session (docs/protocol.md#temporary-token). */
const LONGEST_TOKEN = "x".repeat(2_700);
const LONGEST_BASE = "wss://streaming.eu.assemblyai.com/v3/ws";

/** @returns the longest text in the settings if the address of a session would be too long, otherwise `null` */
export function longestIfTooLong(settings: Settings): "keyTerms" | "prompt" | "insight" | null {
  const parameters = speechParameters(settings, 1);
  if (speechAddress(LONGEST_BASE, parameters, LONGEST_TOKEN).ok) return null;
  const length = (name: string): number => encoded(parameters[name] ?? "").length;
  const keyTerms = length("keyterms_prompt");
  const prompt = length("prompt");
  const longest = Math.max(keyTerms, prompt, length("llm_gateway"));
  if (longest === keyTerms) return "keyTerms";
  return longest === prompt ? "prompt" : "insight";
}
