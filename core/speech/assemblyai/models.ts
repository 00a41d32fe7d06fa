/**
 * What the speech models understand (protocol §2). The service's list of models is not fixed, so they are told apart by their
 * names; of a model that is not known, only what all of them understand is asked.
 */

/** Some that the service is known to take; any other can be typed. */
export const KNOWN_MODELS = [
  "u3-rt-pro",
  "universal-3-5-pro",
  "universal-streaming-english",
  "universal-streaming-multilingual",
] as const;

/** `pro-3-5`: the Pro models since 3.5, which have a `mode` and take language codes. */
export type ModelFamily = "pro" | "pro-3-5" | "universal-streaming" | "other";

export function familyOf(model: string): ModelFamily {
  if (/^_?universal-3-\d/.test(model)) return "pro-3-5";
  if (/^(u3|universal-3)-/.test(model)) return "pro";
  return model.startsWith("universal-streaming-") ? "universal-streaming" : "other";
}

/** What only some models understand. */
export type Ability = "prompt" | "languageCodes" | "formatTurns" | "turnDetection";

const ABILITIES: Readonly<Record<ModelFamily, readonly Ability[]>> = {
  pro: ["prompt", "turnDetection"],
  "pro-3-5": ["prompt", "languageCodes", "turnDetection"],
  "universal-streaming": ["formatTurns", "turnDetection"],
  other: ["formatTurns"],
};

/** What a model does not understand is not sent to it. */
export const understands = (model: string, ability: Ability): boolean =>
  ABILITIES[familyOf(model)].includes(ability);
