/**
 * Abilities of the speech models (docs/protocol.md#models). The vendor's list changes, so models are told apart by name. An unknown name
 * is tried as a Pro model, because new models are: a parameter that it refuses is left out from then on (`settings-of-parameters.ts`).
 */

import type { Ability, SuggestedModel } from "../service.ts";

/** The model of the vendor's tutorial, which every account may use. */
export const DEFAULT_MODEL = "u3-rt-pro";

/** Models to suggest, the newest first. */
export const KNOWN_MODELS: readonly SuggestedModel[] = [
  { id: "assemblyai-stt-3-7-realtime", strength: "speakers" },
  { id: "universal-3-6-pro", strength: "sentences" },
  { id: "universal-3-5-pro", strength: "languages" },
  { id: DEFAULT_MODEL, strength: "everyAccount" },
  { id: "universal-streaming-english", strength: "cheapEnglish" },
  { id: "universal-streaming-multilingual", strength: "cheapLanguages" },
  { id: "whisper-rt", strength: "mostLanguages" },
];

export type ModelFamily = "pro" | "universal-streaming" | "other";

/** A Universal-3 model without "pro" in its name is none. */
const OTHERS = /^(whisper-|universal-3(-\d+)*$)/;

export function familyOf(model: string): ModelFamily {
  if (model.startsWith("universal-streaming-")) return "universal-streaming";
  return OTHERS.test(model) ? "other" : "pro";
}

const ALWAYS: readonly Ability[] = ["speakerLabels", "insights"];

const ABILITIES: Readonly<Record<ModelFamily, readonly Ability[]>> = {
  pro: [...ALWAYS, "prompt", "languageCodes", "turnDetection"],
  "universal-streaming": [...ALWAYS, "formatTurns", "turnDetection"],
  other: [...ALWAYS, "formatTurns"],
};

export const can = (model: string, ability: Ability): boolean =>
  ABILITIES[familyOf(model)].includes(ability);

/** The Pro models' languages by their base codes; the service knows no regions. */
const LANGUAGES: ReadonlySet<string> = new Set(
  (
    "af ar ca da de en es et fa fi fr gl he hi it ja ko mr nl nn no pt ro ru sv tr ur vi xh yue zh zu " +
    "multi"
  ).split(" "),
);

/** `pt-BR` → `pt`. */
const baseCode = (code: string): string => code.split("-", 1)[0] ?? code;

/** Each language once, without script and region. */
export const baseLanguages = (codes: readonly string[]): readonly string[] => [
  ...new Set(codes.map(baseCode)),
];

/** Codes of languages that the Pro models may not know. */
export const unknownLanguages = (codes: readonly string[]): readonly string[] =>
  codes.filter((code) => !LANGUAGES.has(baseCode(code)));
