import { describe, expect, it } from "vitest";
import { LONGEST } from "../../../core/bounds.ts";
import { INSIGHT_PROMPTS, promptIn } from "../../../core/settings/insight-prompt.ts";
import {
  DEFAULT_SETTINGS,
  type InsightSettings,
  type SpeechSettings,
  type TurnDetection,
} from "../../../core/settings/settings.ts";
import {
  settingsOutcome,
  speechAddress,
  type SpeechParameters,
  speechParameters,
} from "../../../core/speech/assemblyai/address.ts";
import type { ReportedConfiguration, Voices } from "../../../core/speech/service.ts";
import { unknownLanguages } from "../../../core/speech/assemblyai/models.ts";

const BASE = "wss://streaming.assemblyai.com/v3/ws";

function query(address: ReturnType<typeof speechAddress>): URLSearchParams {
  if (!address.ok) throw new Error(address.problem.reason);
  return new URL(address.value).searchParams;
}

const asked = (speech: Partial<SpeechSettings>, voices: Voices = "several") =>
  speechParameters(
    {
      ...DEFAULT_SETTINGS,
      speech: { ...DEFAULT_SETTINGS.speech, speakerLabels: false, ...speech },
    },
    voices,
  );

describe("speechAddress", () => {
  it("has the default settings under the service's names", () => {
    const parameters = query(
      speechAddress(BASE, speechParameters(DEFAULT_SETTINGS, "one"), "AQI+/="),
    );
    expect(Object.fromEntries(parameters)).toEqual({
      speech_model: "u3-rt-pro",
      sample_rate: "16000",
      encoding: "pcm_s16le",
      session_heartbeat: "true",
      mode: "max_accuracy",
      continuous_partials: "true",
      llm_gateway: JSON.stringify({
        model: "claude-sonnet-4-6",
        messages: [{ role: "user", content: promptIn("", INSIGHT_PROMPTS.points) }],
        max_tokens: 4000,
      }),
      token: "AQI+/=",
    });
  });

  it.each<[string, Partial<InsightSettings>]>([
    ["if insights are off", { enabled: false }],
    ["if insights are batched", { mode: "batched" }],
  ])("requests no insight %s", (_, change) => {
    const insight = { ...DEFAULT_SETTINGS.insight, ...change };
    expect(speechParameters({ ...DEFAULT_SETTINGS, insight }, "one")).not.toHaveProperty(
      "llm_gateway",
    );
  });

  const EVERYTHING: Partial<SpeechSettings> = {
    languageCodes: ["en", "de"],
    detectLanguage: true,
    keyTerms: ["Priya"],
    prompt: "A release meeting",
    turnDetection: "careful",
    filterProfanity: true,
    redactPii: true,
    inactivityTimeoutSeconds: 60,
  };
  const BY_ALL = {
    sample_rate: 16_000,
    encoding: "pcm_s16le",
    language_detection: true,
    keyterms_prompt: ["Priya"],
    filter_profanity: true,
    redact_pii: true,
    redact_pii_sub: "entity_name",
    inactivity_timeout: 60,
  };

  const PRO: SpeechParameters = {
    prompt: "A release meeting",
    language_codes: ["en", "de"],
    mode: "max_accuracy",
    max_turn_silence: 3600,
    continuous_partials: true,
    session_heartbeat: true,
  };

  it.each<[string, SpeechParameters]>([
    ["u3-rt-pro", PRO],
    ["u3-rt-pro-beta-1", PRO],
    ["universal-3-5-pro", PRO],
    ["universal-3-6-pro", PRO],
    ["universal-3-12-pro-preview", PRO],
    ["assemblyai-stt-3-7-realtime", PRO],
    ["_universal-3-5-notetaker", PRO],
    ["a-model-to-come", PRO],
    ["universal-3-6", { format_turns: true }],
    [
      "universal-streaming-english",
      {
        format_turns: true,
        end_of_turn_confidence_threshold: 0.7,
        min_turn_silence: 800,
        max_turn_silence: 3600,
      },
    ],
    ["whisper-rt", { format_turns: true }],
  ])("sends %s only what it understands", (model, parameters) => {
    const { llm_gateway: _, ...sent } = asked({ ...EVERYTHING, model });
    expect(sent).toEqual({ speech_model: model, ...BY_ALL, ...parameters });
  });

  it.each<[string, TurnDetection, SpeechParameters]>([
    ["u3-rt-pro", "fast", { mode: "min_latency" }],
    ["u3-rt-pro", "balanced", { mode: "max_accuracy" }],
    ["universal-3-5-pro", "careful", { mode: "max_accuracy", max_turn_silence: 3600 }],
    [
      "universal-streaming-multilingual",
      "fast",
      {
        end_of_turn_confidence_threshold: 0.4,
        min_turn_silence: 160,
        max_turn_silence: 400,
      },
    ],
    ["universal-streaming-multilingual", "balanced", {}],
    ["whisper-rt", "fast", {}],
  ])("sends %s what ends a turn %s", (model, turnDetection, parameters) => {
    const names = /^(mode|min_turn_silence|max_turn_silence|end_of_turn_confidence_threshold)$/;
    const sent = Object.entries(asked({ model, turnDetection })).filter(([name]) =>
      names.test(name),
    );
    expect(Object.fromEntries(sent)).toEqual(parameters);
  });

  it.each<[string, TurnDetection]>([
    ["u3-rt-pro", "balanced"],
    ["assemblyai-stt-3-7-realtime", "fast"],
    ["universal-streaming-english", "careful"],
  ])("leaves the ends of turns to %s with speaker labels", (model, turnDetection) => {
    const sent = asked({ model, turnDetection, speakerLabels: true, maxSpeakers: 3 });
    expect(sent).toMatchObject({
      speaker_labels: true,
      speaker_labels_revision_interval_ms: 120_000,
      max_speakers: 3,
    });
    expect(Object.keys(sent).filter((name) => /^mode$|_turn_|partials/.test(name))).toEqual([]);
  });

  it.each([
    [["pt-BR"], ["pt"]],
    [
      ["zh-Hans-CN", "yue", "pt-BR", "pt-PT"],
      ["zh", "yue", "pt"],
    ],
    [["multi"], ["multi"]],
    [["sw-KE"], ["sw"]],
  ])("has the base codes of the languages %j", (languageCodes, language_codes) => {
    expect(asked({ languageCodes })).toMatchObject({ language_codes });
  });

  it("requests speaker labels by default, but not where one person speaks", () => {
    const one = asked({ speakerLabels: true, maxSpeakers: 3 }, "one");
    expect(Object.keys(one).filter((name) => name.includes("speaker"))).toEqual([]);
    const several = speechParameters(DEFAULT_SETTINGS, "several");
    expect(several).toMatchObject({ speaker_labels: true });
    expect(several).not.toHaveProperty("max_speakers");
  });

  it("encodes a list as one JSON string", () => {
    const address = speechAddress(BASE, { keyterms_prompt: ["Foo"], max_speakers: 2 }, "t");
    expect(address).toEqual({
      ok: true,
      value: `${BASE}?keyterms_prompt=%5B%22Foo%22%5D&max_speakers=2&token=t`,
    });
  });

  it("replaces text that is not valid Unicode", () => {
    const address = speechAddress(BASE, { prompt: "\ud83d", keyterms_prompt: ["\ud83d"] }, "t");
    expect(query(address).get("prompt")).toBe("\ufffd");
  });

  it("fails at 8 kB, with its length", () => {
    const rest = `${BASE}?token=`.length;
    const fits = "x".repeat(LONGEST.speechAddress - rest - 1);
    expect(speechAddress(BASE, {}, fits).ok).toBe(true);
    expect(speechAddress(BASE, {}, `${fits}x`)).toEqual({
      ok: false,
      problem: { reason: "speech-address-too-long", detail: "8000 / 8000" },
    });
  });
});

describe("settingsOutcome", () => {
  const settings = {
    ...DEFAULT_SETTINGS,
    speech: { ...DEFAULT_SETTINGS.speech, speakerLabels: true, redactPii: true },
  };
  const outcome = (reported: ReportedConfiguration | null, refused: readonly string[] = []) =>
    settingsOutcome(settings, "several", new Set(refused), reported);

  it("names the settings whose parameters are echoed with another value", () => {
    const { applied, ignored } = outcome({
      model: "universal-3-5-pro",
      mode: null,
      speaker_labels: false,
      redact_pii: true,
      filter_profanity: false,
    });
    expect(ignored).toEqual(["speakerLabels"]);
    expect(applied).toContain("redactPii");
    expect(applied).not.toContain("speakerLabels");
    expect(applied).not.toContain("filterProfanity");
  });

  it("counts what is not reported as applied", () => {
    for (const reported of [null, {}, { speaker_labels: null }]) {
      expect(outcome(reported).ignored).toEqual([]);
      expect(outcome(reported).applied).toContain("speakerLabels");
    }
  });

  it("does not name what was refused and left out", () => {
    const { applied, ignored } = outcome({ speaker_labels: false }, ["speakerLabels"]);
    expect([...applied, ...ignored]).not.toContain("speakerLabels");
  });
});

it("unknownLanguages returns the codes of languages outside the service's list, as typed", () => {
  expect(unknownLanguages(["pt-BR", "multi", "sw-KE", "pl", "no"])).toEqual(["sw-KE", "pl"]);
});
