import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { faultsOf, type SettingsFaults, settingsOf } from "../../core/settings/draft.ts";
import { speechAddress, speechParameters } from "../../core/speech/assemblyai/address.ts";
import { changedDraft, type DraftChange } from "./changed-draft.ts";

const lines = (count: number, length = 4): string =>
  Array.from({ length: count }, (_, n) => String(n).padEnd(length, "x")).join("\n");

const required = { kind: "required" } as const;
const tokens = { kind: "number", from: 1, to: 100_000 } as const;
const speakers = { kind: "number", from: 1, to: 10 } as const;
const seconds = { kind: "number", from: 5, to: 3600 } as const;
const context = { kind: "number", from: 2_000, to: 1_000_000 } as const;
const words = { kind: "number", from: 1, to: 50 } as const;
const batched = { mode: "batched" } as const;
const days = { kind: "number", from: 1, to: 3650 } as const;
const amount = { kind: "amount" } as const;
const named = (name: string) => ({ notes: { templates: { kind: "template", name } } }) as const;
const own = (name: string, instructions: string): DraftChange => ({
  notes: {
    templates: [
      { id: "0", name: "Fine", instructions: "Fine." },
      { id: "1", name, instructions },
    ],
  },
});
const together = { kind: "together-too-long" } as const;

it.each<[string, DraftChange, SettingsFaults]>([
  ["the defaults", {}, {}],
  ["no speech model", { speech: { model: " " } }, { speech: { model: required } }],
  ["no insight model", { insight: { model: "" } }, { insight: { model: required } }],
  ["tokens: none", { insight: { maxTokens: "" } }, { insight: { maxTokens: tokens } }],
  ["tokens: nought", { insight: { maxTokens: "0" } }, { insight: { maxTokens: tokens } }],
  ["tokens: a fraction", { insight: { maxTokens: "1.5" } }, { insight: { maxTokens: tokens } }],
  ["tokens: a power", { insight: { maxTokens: "1e3" } }, { insight: { maxTokens: tokens } }],
  ["tokens: too many", { insight: { maxTokens: "100001" } }, { insight: { maxTokens: tokens } }],
  [
    "a prompt without the tag",
    { insight: { prompt: "Sum up" } },
    { insight: { prompt: { kind: "no-turn-tag" } } },
  ],
  [
    "a long prompt",
    { insight: { prompt: `{{turn}}${"a".repeat(4_000)}` } },
    { insight: { prompt: { kind: "too-long" } } },
  ],
  ["the same with insights off", { insight: { prompt: "Sum up", enabled: false } }, {}],
  [
    "turns of no words",
    { insight: { ...batched, leastWords: "0" } },
    { insight: { leastWords: words } },
  ],
  [
    "turns of 51 words",
    { insight: { ...batched, leastWords: "51" } },
    { insight: { leastWords: words } },
  ],
  ["turns of one word", { insight: { ...batched, leastWords: "1" } }, {}],
  ["the same where nobody counts them", { insight: { leastWords: "0" } }, {}],
  ["no notes model, which means the Worker's", { notes: { model: "" } }, {}],
  ["2,000 tokens of transcript", { notes: { contextTokens: "2000" } }, {}],
  ["too few of them", { notes: { contextTokens: "1999" } }, { notes: { contextTokens: context } }],
  [
    "too many of them",
    { notes: { contextTokens: "1000001" } },
    { notes: { contextTokens: context } },
  ],
  ["none of them", { notes: { contextTokens: "" } }, { notes: { contextTokens: context } }],
  ["a limit of nothing", { notes: { monthlyLimit: "0" } }, {}],
  ["a limit of cents", { notes: { monthlyLimit: "0,99" } }, {}],
  [
    "a limit with its sign",
    { notes: { monthlyLimit: "$20" } },
    { notes: { monthlyLimit: amount } },
  ],
  ["a limit below nothing", { notes: { monthlyLimit: "-1" } }, { notes: { monthlyLimit: amount } }],
  [
    "a limit in thousands",
    { notes: { monthlyLimit: "1,000" } },
    { notes: { monthlyLimit: amount } },
  ],
  ["deleting after a day", { library: { retention: "sound", retentionDays: "1" } }, {}],
  [
    "deleting at once",
    { library: { retention: "sound", retentionDays: "0" } },
    { library: { retentionDays: days } },
  ],
  [
    "deleting at no time",
    { library: { retention: "everything", retentionDays: "" } },
    { library: { retentionDays: days } },
  ],
  [
    "deleting after more than ten years",
    { library: { retention: "everything", retentionDays: "3651" } },
    { library: { retentionDays: days } },
  ],
  ["the same where nothing is deleted", { library: { retentionDays: "0" } }, {}],
  ["a language by its name", { notes: { language: "Brazilian Portuguese" } }, {}],
  [
    "a language of 61 letters",
    { notes: { language: "x".repeat(61) } },
    { notes: { language: { kind: "text-too-long", length: 61, max: 60 } } },
  ],
  ["a template", own("Risks", "List them."), {}],
  ["a template without a name", own(" ", "List them."), named("")],
  ["a template without instructions", own("Risks", "\n"), named("Risks")],
  ["a template with too long a name", own("x".repeat(81), "List."), named("x".repeat(81))],
  ["a template with too long instructions", own("Risks", "x".repeat(10_001)), named("Risks")],
  ["100 key terms", { speech: { keyTerms: lines(100) } }, {}],
  [
    "101 key terms",
    { speech: { keyTerms: lines(101) } },
    { speech: { keyTerms: { kind: "too-many", count: 101, max: 100 } } },
  ],
  ["a term of 50 characters", { speech: { keyTerms: "x".repeat(50) } }, {}],
  [
    "a term of 51 characters",
    { speech: { keyTerms: `Priya\n${"x".repeat(51)}` } },
    { speech: { keyTerms: { kind: "term-too-long", term: "x".repeat(51), max: 50 } } },
  ],
  ["hints of 1750 characters", { speech: { prompt: `${"x".repeat(1750)}\n` } }, {}],
  [
    "hints of 1751 characters",
    { speech: { prompt: "x".repeat(1751) } },
    { speech: { prompt: { kind: "text-too-long", length: 1751, max: 1750 } } },
  ],
  [
    "languages with script and region",
    { speech: { languageCodes: "en zh-Hant-TW es-419 yue" } },
    {},
  ],
  [
    "the name of a language",
    { speech: { languageCodes: "en english" } },
    { speech: { languageCodes: { kind: "no-language", code: "english" } } },
  ],
  ["every language", { speech: { languageCodes: "multi" } }, {}],
  [
    "every language beside one",
    { speech: { languageCodes: "multi en" } },
    { speech: { languageCodes: { kind: "any-language-alone" } } },
  ],
  ["ten languages", { speech: { languageCodes: "en de fr it es pt nl sv da fi" } }, {}],
  [
    "eleven languages",
    { speech: { languageCodes: "en de fr it es pt nl sv da fi no" } },
    { speech: { languageCodes: { kind: "too-many", count: 11, max: 10 } } },
  ],
  ["ten speakers", { speech: { speakerLabels: true, maxSpeakers: "10" } }, {}],
  ["any number of speakers", { speech: { speakerLabels: true, maxSpeakers: "" } }, {}],
  [
    "no speakers",
    { speech: { speakerLabels: true, maxSpeakers: "0" } },
    { speech: { maxSpeakers: speakers } },
  ],
  [
    "eleven speakers",
    { speech: { speakerLabels: true, maxSpeakers: "11" } },
    { speech: { maxSpeakers: speakers } },
  ],
  ["the same where nobody asks", { speech: { maxSpeakers: "11" } }, {}],
  ["never closing idle sessions", { speech: { inactivityTimeoutSeconds: "" } }, {}],
  ["closing them after an hour", { speech: { inactivityTimeoutSeconds: "3600" } }, {}],
  [
    "too soon",
    { speech: { inactivityTimeoutSeconds: "4" } },
    { speech: { inactivityTimeoutSeconds: seconds } },
  ],
  [
    "too late",
    { speech: { inactivityTimeoutSeconds: "3601" } },
    { speech: { inactivityTimeoutSeconds: seconds } },
  ],
  [
    "100 long key terms",
    { speech: { keyTerms: lines(100, 50) } },
    { speech: { keyTerms: together } },
  ],
  [
    "hints that grow in the address",
    { speech: { prompt: "д".repeat(900) } },
    { speech: { prompt: together } },
  ],
  [
    "an insight prompt beside long key terms",
    { insight: { prompt: `{{turn}}${"a".repeat(3_000)}` }, speech: { keyTerms: lines(100, 20) } },
    { insight: { prompt: together } },
  ],
  [
    "hints that grow, which the model is not sent",
    { speech: { prompt: "д".repeat(900), model: "universal-streaming-english" } },
    {},
  ],
])("%s", (_, change, faults) => {
  expect(faultsOf(changedDraft(change))).toEqual(faults);
});

it("finds fault before the address of a session with a token of 2.6 kB is too long", () => {
  const judged = Array.from({ length: 100 }, (_, n) => {
    const many = changedDraft({ speech: { keyTerms: lines(n + 1, 50) } });
    const parameters = speechParameters(settingsOf(many, DEFAULT_SETTINGS), 1);
    const address = speechAddress(
      "wss://streaming.us.assemblyai.com/v3/ws",
      parameters,
      "A".repeat(2_650),
    );
    return { fits: address.ok, faulty: Object.keys(faultsOf(many)).length > 0 };
  });
  expect(judged[0]).toEqual({ fits: true, faulty: false });
  expect(judged.at(-1)).toEqual({ fits: false, faulty: true });
  expect(judged).not.toContainEqual({ fits: false, faulty: false });
});
