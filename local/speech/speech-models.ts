/** Values of `speech_model` that the service accepts, and their families (docs/protocol.md#models). */

const PRO_MODELS = [
  "u3-rt-pro",
  "u3-rt-pro-beta-1",
  "u3-rt-agent",
  "universal-3-5-pro",
  "universal-3-6-pro",
  "universal-3-7-preview",
  "assemblyai-stt-3-7-realtime",
  "_universal-3-5-notetaker",
] as const;

export const SPEECH_MODELS = [
  ...PRO_MODELS,
  // Not of the Pro family, although its name looks like it.
  "universal-3-6",
  "universal-streaming-english",
  "universal-streaming-multilingual",
  "whisper-rt",
] as const;

/** These models send Begin and then cancel the session. */
const BROKEN_MODELS = new Set(["u3-rt-agent", "universal-3-7-preview"]);

export const isPro = (model: string): boolean => PRO_MODELS.some((name) => name === model);
export const isBroken = (model: string): boolean => BROKEN_MODELS.has(model);

/** Values of `language_codes`. */
export const LANGUAGE_CODES: readonly string[] = (
  "af ar ca da de en es et fa fi fr gl he hi it ja ko mr nl nn no pt ro ru sv tr ur vi xh yue zh zu " +
  "multi"
).split(" ");
