/** The address of one speech session: every parameter travels in its query (docs/protocol.md#connection-parameters). */

import { SAMPLE_RATE } from "../../audio/format.ts";
import { LONGEST } from "../../bounds.ts";
import { fail, ok, type Result } from "../../problem.ts";
import { promptIn } from "../../settings/insight-prompt.ts";
import { asksFor, type Settings, type SpeechSettings } from "../../settings/settings.ts";
import type { LongField, ReportedConfiguration, SettingsOutcome, Voices } from "../service.ts";
import { baseLanguages, can, DEFAULT_MODEL, familyOf } from "./models.ts";
import { settingOf } from "./settings-of-parameters.ts";
import { turnParameters } from "./turn-detection.ts";

/** How often the service revises speakers during a session, at most; without it only at the end. */
const SPEAKER_REVISION_MS = 120_000;

type ParameterValue =
  | string
  | number
  | boolean
  | readonly unknown[]
  | { readonly [key: string]: unknown };

/** Query parameters by the service's own names. */
export type SpeechParameters = { readonly [name: string]: ParameterValue };

/**
 * The parameters that the settings ask for, without those that the model does not understand or the service has refused.
 *
 * @param voices on the channel; those of one person are not told apart
 * @param refused names of settings, as `closeVerdict` gives them
 */
export const speechParameters = (
  settings: Settings,
  voices: Voices,
  refused: ReadonlySet<string> = NONE,
): SpeechParameters =>
  Object.fromEntries(
    Object.entries(wantedParameters(settings, voices)).filter(
      ([name]) => name === "speech_model" || !refused.has(settingOf(name) ?? ""),
    ),
  );

const NONE: ReadonlySet<string> = new Set();

/** `Begin` echoes a parameter that is not applied with another value, and a model with any of its names. */
export function settingsOutcome(
  settings: Settings,
  voices: Voices,
  refused: ReadonlySet<string>,
  reported: ReportedConfiguration | null,
): SettingsOutcome {
  const asked = Object.entries(speechParameters(settings, voices, refused));
  const named = (isApplied: boolean): readonly string[] => [
    ...new Set(
      asked.flatMap(([name, value]) =>
        isSameOrUnstated(reported?.[name], value) === isApplied ? (settingOf(name) ?? []) : [],
      ),
    ),
  ];
  const ignored = named(false);
  return { applied: named(true).filter((setting) => !ignored.includes(setting)), ignored };
}

const isSameOrUnstated = (reported: unknown, asked: ParameterValue): boolean =>
  typeof reported !== typeof asked || reported === asked;

function wantedParameters(settings: Settings, voices: Voices): SpeechParameters {
  const { speech, insight, notes } = settings;
  return {
    speech_model: speech.model || DEFAULT_MODEL,
    sample_rate: SAMPLE_RATE,
    encoding: "pcm_s16le",
    ...(familyOf(speech.model) === "pro" && { session_heartbeat: true }),
    ...recognition(speech),
    ...(tellsApart(speech, voices) ? speakers(speech) : turns(speech)),
    ...(asksFor(settings, "live") && {
      llm_gateway: {
        model: insight.model,
        messages: [{ role: "user", content: promptIn(notes.language, insight.prompt) }],
        max_tokens: insight.maxTokens,
      },
    }),
  };
}

const tellsApart = ({ model, speakerLabels }: SpeechSettings, voices: Voices): boolean =>
  voices === "several" && speakerLabels && can(model, "speakerLabels");

function recognition(speech: SpeechSettings): SpeechParameters {
  const { model, languageCodes, keyTerms, prompt, inactivityTimeoutSeconds } = speech;
  const hasLanguages = languageCodes.length > 0 && can(model, "languageCodes");
  return {
    ...(can(model, "formatTurns") && { format_turns: speech.formatTurns }),
    ...(hasLanguages && { language_codes: baseLanguages(languageCodes) }),
    ...(speech.detectLanguage && { language_detection: true }),
    ...(keyTerms.length > 0 && { keyterms_prompt: keyTerms }),
    ...(prompt !== "" && can(model, "prompt") && { prompt }),
    ...(speech.filterProfanity && { filter_profanity: true }),
    ...(speech.redactPii && { redact_pii: true, redact_pii_sub: "entity_name" }),
    ...(inactivityTimeoutSeconds !== null && { inactivity_timeout: inactivityTimeoutSeconds }),
  };
}

/** With speaker labels the service ends turns by silences of its own; others, and partials in between, would spoil its cuts. */
const turns = ({ model, turnDetection }: SpeechSettings): SpeechParameters => ({
  ...turnParameters(model, turnDetection),
  // Without them words of a long turn come only at its end (docs/protocol.md#uncertain-points).
  ...(familyOf(model) === "pro" && { continuous_partials: true }),
});

const speakers = ({ maxSpeakers }: SpeechSettings): SpeechParameters => ({
  speaker_labels: true,
  speaker_labels_revision_interval_ms: SPEAKER_REVISION_MS,
  ...(maxSpeakers !== null && { max_speakers: maxSpeakers }),
});

/**
 * Booleans are written `true` and `false`, arrays and objects as one JSON string; no key is repeated.
 * Fails with `speech-address-too-long` beyond `LONGEST.speechAddress`.
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
  return address.length < LONGEST.speechAddress
    ? ok(address)
    : fail("speech-address-too-long", `${address.length} / ${LONGEST.speechAddress}`);
}

const encoded = (value: ParameterValue): string =>
  encodeURIComponent(
    typeof value === "object" ? JSON.stringify(value) : String(value).toWellFormed(),
  );

/** Stand-ins of the greatest known length (docs/protocol.md#temporary-token). */
const LONGEST_TOKEN = "x".repeat(2_700);
const LONGEST_BASE = "wss://streaming.eu.assemblyai.com/v3/ws";

/** The longest of the fields that share the address, if the address is too long; else null. */
export function longestField(settings: Settings): LongField | null {
  const parameters = speechParameters(settings, "several");
  if (speechAddress(LONGEST_BASE, parameters, LONGEST_TOKEN).ok) return null;
  const length = (name: string): number =>
    encodeURIComponent(JSON.stringify(parameters[name] ?? "")).length;
  const lengths: readonly (readonly [LongField, number])[] = [
    ["keyTerms", length("keyterms_prompt")],
    ["prompt", length("prompt")],
    ["insightPrompt", length("llm_gateway")],
  ];
  return lengths.reduce((longest, each) => (each[1] > longest[1] ? each : longest))[0];
}
