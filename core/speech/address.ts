/** The address of one speech session: every parameter travels in the query (protocol §2). */

import { SAMPLE_RATE } from "../audio/format.ts";
import { fail, ok, type Result } from "../problem.ts";
import type { Settings } from "../settings.ts";

/** The service's limit is not documented; token, prompt and key terms share one URL, so it is kept under this (§2). */
export const MAX_ADDRESS_LENGTH = 8_000;

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

/** The parameters that the settings ask for. */
export function speechParameters({ speech, insight }: Settings): SpeechParameters {
  return {
    speech_model: speech.model,
    sample_rate: SAMPLE_RATE,
    encoding: "pcm_s16le",
    format_turns: speech.formatTurns,
    ...(hasHeartbeat(speech.model) && { session_heartbeat: true }),
    ...(insight.enabled && {
      llm_gateway: {
        model: insight.model,
        messages: [{ role: "user", content: insight.prompt }],
        max_tokens: insight.maxTokens,
      },
    }),
  };
}

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
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(encode(value))}`)
    .join("&");
  const address = `${websocketUrl}?${query}`;
  return address.length < MAX_ADDRESS_LENGTH
    ? ok(address)
    : fail("speech-address-too-long", `${address.length} / ${MAX_ADDRESS_LENGTH}`);
}

const encode = (value: ParameterValue): string =>
  typeof value === "object" ? JSON.stringify(value) : String(value);
