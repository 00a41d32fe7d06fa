/** Begin, protocol §4: the session's id, its end, and the eight parameters it echoes. */

import type { ServerMessage } from "./messages.ts";
import type { Parameters } from "./parameters.ts";
import { isPro } from "./speech-models.ts";

const API_VERSION = "2025-05-12";

/** `connectedAt` in Unix ms. */
export function beginMessage(
  id: string,
  parameters: Parameters,
  connectedAt: number,
  maxSessionSeconds: number,
): ServerMessage {
  const { speech_model: model } = parameters;
  return {
    type: "Begin",
    id,
    expires_at: Math.floor(connectedAt / 1000) + maxSessionSeconds,
    configuration: {
      model,
      mode: isPro(model) ? (parameters.mode ?? "balanced") : null,
      api_version: API_VERSION,
      speaker_labels: parameters.speaker_labels,
      redact_pii: parameters.redact_pii,
      filter_profanity: parameters.filter_profanity ?? false,
      domain: parameters.domain ?? null,
      voice_focus: parameters.voice_focus ?? null,
    },
  };
}
