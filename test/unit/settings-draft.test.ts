import { expect, it } from "vitest";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings/settings.ts";
import { defaultDraft, draftOf, settingsOf } from "../../core/settings/draft.ts";
import { changedDraft, type DraftChange } from "./changed-draft.ts";

const saved = (change: DraftChange, before = DEFAULT_SETTINGS): Settings =>
  settingsOf(changedDraft(change), before);

const EVERYTHING: Settings = {
  workerUrl: "https://a.example",
  accessCode: "code",
  capture: {
    source: "both",
    microphone: { deviceId: "1", label: "Headset" },
    names: { tab: "Ann", mic: "Ben" },
    isNameAsked: true,
    remindOfConsent: false,
    askAfterSilentMinutes: null,
  },
  speech: {
    place: "computer",
    draftWhileAway: false,
    model: "universal-3-5-pro",
    formatTurns: false,
    languageCodes: ["en", "pt-BR"],
    detectLanguage: true,
    keyTerms: ["Priya", "changelog"],
    prompt: "A release meeting",
    speakerLabels: true,
    maxSpeakers: 3,
    turnDetection: "careful",
    filterProfanity: true,
    redactPii: true,
    inactivityTimeoutSeconds: 60,
  },
  insight: {
    enabled: false,
    mode: "batched",
    leastWords: 7,
    model: "m",
    maxTokens: 9,
    prompt: "{{turn}}",
  },
  notes: {
    service: "local",
    localAddress: "http://localhost:1234/v1",
    localModel: "qwen",
    model: "n",
    language: "German",
    templates: [
      { id: "summary", name: "Short", instructions: "Be short." },
      { id: "own", name: "Risks", instructions: "List the risks." },
    ],
    chosen: ["standard", "summary", "own"],
    liveEveryMinutes: 10,
    contextTokens: 8_000,
    secondReading: false,
    notifyWhenReady: true,
    monthlyLimit: 7.5,
  },
  library: { retention: "sound", retentionDays: 30 },
};

it.each([
  ["the defaults", DEFAULT_SETTINGS],
  ["settings that differ everywhere", EVERYTHING],
])("a draft gives back %s", (_, settings) => {
  expect(settingsOf(draftOf(settings), settings)).toEqual(settings);
});

it("settingsOf trims pasted text", () => {
  const settings = saved({
    workerUrl: " https://a.example\n",
    accessCode: " code ",
    capture: { names: { tab: " Ann ", mic: "" } },
    speech: { prompt: "\nA release meeting " },
    notes: {
      language: " German ",
      templates: [{ id: "own", name: " Risks ", instructions: "\nList them.\n" }],
    },
  });
  expect(settings).toMatchObject({
    workerUrl: "https://a.example",
    accessCode: "code",
    capture: { names: { tab: "Ann" } },
    speech: { prompt: "A release meeting" },
    notes: {
      language: "German",
      templates: [{ id: "own", name: "Risks", instructions: "List them." }],
    },
  });
});

it("settingsOf reads an empty name or number as none", () => {
  const settings = saved(
    {
      capture: { names: { tab: "", mic: " " } },
      speech: { maxSpeakers: "", inactivityTimeoutSeconds: " " },
    },
    EVERYTHING,
  );
  expect(settings.capture.names).toEqual({});
  expect(settings.speech).toMatchObject({ maxSpeakers: null, inactivityTimeoutSeconds: null });
});

it("settingsOf keeps the stored value of a number field that is left empty", () => {
  const settings = saved(
    { insight: { leastWords: "" }, library: { retentionDays: " " } },
    EVERYTHING,
  );
  expect(settings.insight.leastWords).toBe(7);
  expect(settings.library.retentionDays).toBe(30);
});

it("settingsOf keeps the source, which is chosen outside the form", () => {
  expect(saved({ capture: { names: { tab: "", mic: "Ben" } } }, EVERYTHING).capture).toEqual({
    ...EVERYTHING.capture,
    names: { mic: "Ben" },
    remindOfConsent: true,
    askAfterSilentMinutes: 10,
  });
});

it.each([
  ["one per line", "Priya\nchangelog\n", ["Priya", "changelog"]],
  ["separated by commas", "Priya, changelog;  Ann Lee", ["Priya", "changelog", "Ann Lee"]],
  ["once each in their first spelling", "Priya\npriya\nPRIYA", ["Priya"]],
  ["of an empty field", " \n,", []],
])("settingsOf reads key terms %s", (_, keyTerms, terms) => {
  expect(saved({ speech: { keyTerms } }).speech.keyTerms).toEqual(terms);
});

it.each([
  ["with any separators", "en, de\nfr;it", ["en", "de", "fr", "it"]],
  ["in any case", "EN pt-br ZH-hant-tw", ["en", "pt-BR", "zh-Hant-TW"]],
  ["once each", "en EN", ["en"]],
  ["of which one is multi", "Multi", ["multi"]],
  ["of an empty field", " ", []],
])("settingsOf reads languages %s", (_, languageCodes, codes) => {
  expect(saved({ speech: { languageCodes } }).speech.languageCodes).toEqual(codes);
});

it.each([
  ["20", 20],
  [" 7.50 ", 7.5],
  ["7,5", 7.5],
  ["0", 0],
  ["", null],
])("settingsOf reads a limit of %j", (monthlyLimit, dollars) => {
  expect(saved({ notes: { monthlyLimit } }).notes.monthlyLimit).toBe(dollars);
});

it("settingsOf keeps chosen templates in the order of the list and drops deleted ones", () => {
  const { templates } = EVERYTHING.notes;
  const chosen = ["own", "gone", "email", "standard"];
  const { notes } = saved({ notes: { templates, chosen } });
  expect(notes.chosen).toEqual(["standard", "email", "own"]);
});

it("defaultDraft resets all but the connection, the source and the templates", () => {
  expect(settingsOf(defaultDraft(draftOf(EVERYTHING)), EVERYTHING)).toEqual({
    ...DEFAULT_SETTINGS,
    workerUrl: "https://a.example",
    accessCode: "code",
    capture: {
      ...DEFAULT_SETTINGS.capture,
      source: "both",
      microphone: EVERYTHING.capture.microphone,
      isNameAsked: true,
    },
    notes: { ...DEFAULT_SETTINGS.notes, templates: EVERYTHING.notes.templates },
  });
});
