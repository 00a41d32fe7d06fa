/** Applies lasting faults to server messages. */

import type { LastingFault } from "./faults.ts";
import type { ServerMessage } from "./wire-messages.ts";

export interface Distortion {
  readonly active: ReadonlySet<LastingFault["type"]>;
  /** A final held back until the next one overtakes it. */
  readonly held: ServerMessage | null;
}

export const UNDISTORTED: Distortion = { active: new Set(), held: null };

/**
 * @returns the messages to send instead of `message`. The fault "null-fields" sets fields to null against their types.
 */
export function distort(
  distortion: Distortion,
  message: ServerMessage,
): { readonly distortion: Distortion; readonly messages: readonly unknown[] } {
  const { active, held } = distortion;
  if (active.has("stall")) return { distortion, messages: [] };
  if (active.has("silent-gateway") && isInsight(message)) return { distortion, messages: [] };

  const isFinal = message.type === "Turn" && message.end_of_turn;
  if (active.has("turns-out-of-order") && isFinal && held === null) {
    return { distortion: { active, held: message }, messages: [] };
  }
  const overtaken = held !== null && (isFinal || message.type === "Termination");
  const inOrder = !overtaken
    ? [message]
    : message.type === "Termination"
      ? [held, message]
      : [message, held];
  const repeated = inOrder.flatMap((one) =>
    active.has("duplicate-finals") && one.type === "Turn" && one.end_of_turn ? [one, one] : [one],
  );
  return {
    distortion: { active, held: overtaken ? null : held },
    messages: active.has("null-fields") ? repeated.map(withNulls) : repeated,
  };
}

const isInsight = (message: ServerMessage): boolean =>
  message.type === "LLMGatewayResponse" || message.type === "LlmGatewayResponse";

function withNulls(message: ServerMessage): unknown {
  switch (message.type) {
    case "Begin":
      return { ...message, configuration: null };
    case "SpeechStarted":
      return { ...message, confidence: null };
    case "Turn":
      return {
        ...message,
        utterance: null,
        language_code: null,
        language_confidence: null,
        speaker_label: null,
        speaker_confidence: null,
      };
    case "LLMGatewayResponse":
    case "LlmGatewayResponse":
      return { ...message, data: { choices: [{ message: { content: null } }], usage: null } };
    case "Termination":
      return { ...message, audio_duration_seconds: null, session_duration_seconds: null };
    case "SpeakerRevision":
    case "Heartbeat":
    case "Silence":
    case "Warning":
    case "Error":
      return message;
  }
}
