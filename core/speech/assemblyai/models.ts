/**
 * Abilities of the speech models (docs/protocol.md#models). The vendor's list changes, so models are told apart by name; a model that is
 * not known is asked only for what all models understand.
 */

import type { Ability } from "../service.ts";

/** Models to suggest. */
export const KNOWN_MODELS = [
  "u3-rt-pro",
  "universal-3-5-pro",
  "universal-streaming-english",
  "universal-streaming-multilingual",
] as const;

/** `pro-3-5`: Pro models since 3.5, which have a `mode` and take language codes. */
export type ModelFamily = "pro" | "pro-3-5" | "universal-streaming" | "other";

export function familyOf(model: string): ModelFamily {
  if (/^_?universal-3-\d/.test(model)) return "pro-3-5";
  if (/^(u3|universal-3)-/.test(model)) return "pro";
  return model.startsWith("universal-streaming-") ? "universal-streaming" : "other";
}

const ALWAYS: readonly Ability[] = ["speakerLabels", "insights"];

const ABILITIES: Readonly<Record<ModelFamily, readonly Ability[]>> = {
  pro: [...ALWAYS, "prompt", "turnDetection"],
  "pro-3-5": [...ALWAYS, "prompt", "languageCodes", "turnDetection"],
  "universal-streaming": [...ALWAYS, "formatTurns", "turnDetection"],
  other: [...ALWAYS, "formatTurns"],
};

/** `session_heartbeat` is documented for this model alone (docs/protocol.md#connection-parameters). */
const hasHeartbeat = (model: string): boolean => model.startsWith("universal-3-5-pro");

export const can = (model: string, ability: Ability): boolean =>
  ability === "heartbeat" ? hasHeartbeat(model) : ABILITIES[familyOf(model)].includes(ability);
