/** Values of `speech_model` that the service accepts, and their families (docs/protocol.md#models). */

const PRO_MODELS = [
  "u3-rt-pro",
  "u3-rt-pro-beta-1",
  "u3-rt-agent",
  "universal-3-5-pro",
  "universal-3-6-pro",
  "universal-3-6",
  "universal-3-7-preview",
  "_universal-3-5-notetaker",
] as const;

export const SPEECH_MODELS = [
  ...PRO_MODELS,
  "universal-streaming-english",
  "universal-streaming-multilingual",
  "whisper-rt",
] as const;

/** These models send Begin and then cancel the session. */
const BROKEN_MODELS = new Set(["u3-rt-agent", "universal-3-7-preview"]);

export const isPro = (model: string): boolean => PRO_MODELS.some((name) => name === model);
export const isBroken = (model: string): boolean => BROKEN_MODELS.has(model);
