import { expect, it } from "vitest";
import {
  DEFAULT_SETTINGS,
  type InsightSettings,
  type Settings,
  type SpeechSettings,
} from "../../../core/settings/settings.ts";
import { reconfiguration } from "../../../core/speech/assemblyai/reconfigure.ts";
import type { Reconfiguration } from "../../../core/speech/service.ts";

const speaking = (speech: Partial<SpeechSettings>): Settings => ({
  ...DEFAULT_SETTINGS,
  speech: { ...DEFAULT_SETTINGS.speech, speakerLabels: false, ...speech },
});
const advising = (insight: Partial<InsightSettings>): Settings => ({
  ...DEFAULT_SETTINGS,
  insight: { ...DEFAULT_SETTINGS.insight, ...insight },
});

const none: Reconfiguration = { type: "none" };
const rollover: Reconfiguration = { type: "rollover" };
const update = (fields: object): Reconfiguration => ({
  type: "update",
  message: { type: "UpdateConfiguration", ...fields },
});

const US = { model: "universal-streaming-english" };
const PRO_3_5 = { model: "universal-3-5-pro" };

it.each<[string, Partial<SpeechSettings>, Partial<SpeechSettings>, Reconfiguration]>([
  ["no change", {}, {}, none],
  ["key terms", {}, { keyTerms: ["Priya"] }, update({ keyterms_prompt: ["Priya"] })],
  [
    "other key terms",
    { keyTerms: ["Priya"] },
    { keyTerms: ["Priya", "Ann"] },
    update({ keyterms_prompt: ["Priya", "Ann"] }),
  ],
  ["no key terms", { keyTerms: ["Priya"] }, {}, update({ keyterms_prompt: [] })],
  ["a prompt", {}, { prompt: "A meeting" }, update({ prompt: "A meeting" })],
  ["no prompt, for which no message is known", { prompt: "A meeting" }, {}, rollover],
  ["a prompt the model is not sent", US, { ...US, prompt: "A meeting" }, none],
  ["the profanity filter", {}, { filterProfanity: true }, update({ filter_profanity: true })],
  ["no profanity filter", { filterProfanity: true }, {}, update({ filter_profanity: false })],
  ["formatting", US, { ...US, formatTurns: false }, update({ format_turns: false })],
  ["formatting, for a model that always formats", {}, { formatTurns: false }, none],
  [
    "languages",
    PRO_3_5,
    { ...PRO_3_5, languageCodes: ["en", "de"] },
    update({ language_codes: ["en", "de"] }),
  ],
  ["any language", { ...PRO_3_5, languageCodes: ["en"] }, PRO_3_5, update({ language_codes: [] })],
  ["languages the model is not sent", US, { ...US, languageCodes: ["en"] }, none],
  ["another region of a language", { languageCodes: ["pt-BR"] }, { languageCodes: ["pt"] }, none],
  ["longer pauses", {}, { turnDetection: "careful" }, update({ max_turn_silence: 3600 })],
  ["the mode's own pauses, whose length is unknown", { turnDetection: "careful" }, {}, rollover],
  ["key terms of Universal-Streaming", US, { ...US, keyTerms: ["Priya"] }, rollover],
  [
    "the service's default silences and threshold",
    { ...US, turnDetection: "careful" },
    US,
    update({
      end_of_turn_confidence_threshold: 0.4,
      min_turn_silence: 400,
      max_turn_silence: 1280,
    }),
  ],
  [
    "two settings of which one changes",
    { ...US, turnDetection: "fast", keyTerms: ["Priya"] },
    { ...US, keyTerms: ["Priya"] },
    update({
      end_of_turn_confidence_threshold: 0.4,
      min_turn_silence: 400,
      max_turn_silence: 1280,
    }),
  ],
  ["another mode", {}, { turnDetection: "fast" }, rollover],
  [
    "turns of a model without presets",
    { model: "whisper-rt" },
    { model: "whisper-rt", turnDetection: "fast" },
    none,
  ],
  [
    "other turn detection with speaker labels",
    { speakerLabels: true },
    { speakerLabels: true, turnDetection: "fast" },
    none,
  ],
  ["the model", {}, PRO_3_5, rollover],
  ["detection of languages", {}, { detectLanguage: true }, rollover],
  ["personal data", {}, { redactPii: true }, rollover],
  ["the inactivity timeout", {}, { inactivityTimeoutSeconds: 60 }, rollover],
  ["speakers", {}, { speakerLabels: true }, rollover],
  [
    "the number of speakers",
    { speakerLabels: true },
    { speakerLabels: true, maxSpeakers: 2 },
    rollover,
  ],
  ["the number of speakers without speaker labels", {}, { maxSpeakers: 2 }, none],
  ["key terms and the model", {}, { ...PRO_3_5, keyTerms: ["Priya"] }, rollover],
  [
    "key terms and profanity",
    {},
    { keyTerms: ["Priya"], filterProfanity: true },
    update({ keyterms_prompt: ["Priya"], filter_profanity: true }),
  ],
])("reconfiguration to %s", (_, from, to, expected) => {
  expect(reconfiguration(speaking(from), speaking(to), "several")).toEqual(expected);
});

it("a configuration message has lists, not their text", () => {
  const change = reconfiguration(speaking({}), speaking({ keyTerms: ["Priya"] }), "several");
  expect(JSON.parse(JSON.stringify(change)).message.keyterms_prompt).toEqual(["Priya"]);
});

it("speaker labels change nothing on a channel of one person", () => {
  expect(reconfiguration(speaking({}), speaking({ speakerLabels: true }), "one")).toEqual(none);
});

it.each<[string, Partial<InsightSettings>, Reconfiguration]>([
  ["model", { model: "m" }, rollover],
  ["prompt", { prompt: "In a word: {{turn}}" }, rollover],
  ["length", { maxTokens: 100 }, rollover],
  ["absence", { enabled: false }, rollover],
  ["way of asking", { mode: "batched" }, rollover],
])("another %s of the insight needs a new session", (_, insight, expected) => {
  expect(reconfiguration(DEFAULT_SETTINGS, advising(insight), "several")).toEqual(expected);
});

it.each<[string, Partial<Settings>]>([
  ["connection settings", { workerUrl: "https://b.example", accessCode: "other" }],
  ["notes", { notes: { ...DEFAULT_SETTINGS.notes, model: "n" } }],
  ["names", { capture: { ...DEFAULT_SETTINGS.capture, names: { tab: "Ann" } } }],
])("a session ignores other %s", (_, change) => {
  expect(reconfiguration(DEFAULT_SETTINGS, { ...DEFAULT_SETTINGS, ...change }, "several")).toEqual(
    none,
  );
});
