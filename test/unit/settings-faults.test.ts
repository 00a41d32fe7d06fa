import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";
import { draftOf, type SettingsDraft, settingsOf } from "../../core/settings/draft.ts";
import { type DraftFaults, faultsOf } from "../../core/settings/faults.ts";
import { speechAddress, speechParameters } from "../../core/speech/assemblyai/address.ts";

const draft = (change: Partial<SettingsDraft> = {}): SettingsDraft => ({
  ...draftOf(DEFAULT_SETTINGS),
  ...change,
});
const lines = (count: number, length = 4): string =>
  Array.from({ length: count }, (_, n) => String(n).padEnd(length, "x")).join("\n");

const required = { kind: "required" } as const;
const tokens = { kind: "number", from: 1, to: 100_000 } as const;
const speakers = { kind: "number", from: 1, to: 10 } as const;
const seconds = { kind: "number", from: 5, to: 3600 } as const;
const context = { kind: "number", from: 2_000, to: 1_000_000 } as const;
const words = { kind: "number", from: 1, to: 50 } as const;
const batched = { insightMode: "batched" } as const;
const days = { kind: "number", from: 1, to: 3650 } as const;
const amount = { kind: "amount" } as const;
const named = (name: string) => ({ templates: { kind: "template", name } }) as const;
const own = (name: string, instructions: string): Partial<SettingsDraft> => ({
  templates: [
    { id: "0", name: "Fine", instructions: "Fine." },
    { id: "1", name, instructions },
  ],
});
const together = { kind: "together-too-long" } as const;

it.each<[string, Partial<SettingsDraft>, DraftFaults]>([
  ["the defaults", {}, {}],
  ["no speech model", { speechModel: " " }, { speechModel: required }],
  ["no insight model", { insightModel: "" }, { insightModel: required }],
  ["tokens: none", { insightMaxTokens: "" }, { insightMaxTokens: tokens }],
  ["tokens: nought", { insightMaxTokens: "0" }, { insightMaxTokens: tokens }],
  ["tokens: a fraction", { insightMaxTokens: "1.5" }, { insightMaxTokens: tokens }],
  ["tokens: a power", { insightMaxTokens: "1e3" }, { insightMaxTokens: tokens }],
  ["tokens: too many", { insightMaxTokens: "100001" }, { insightMaxTokens: tokens }],
  [
    "a prompt without the tag",
    { insightPrompt: "Sum up" },
    { insightPrompt: { kind: "no-turn-tag" } },
  ],
  [
    "a long prompt",
    { insightPrompt: `{{turn}}${"a".repeat(4_000)}` },
    { insightPrompt: { kind: "too-long" } },
  ],
  ["the same with insights off", { insightPrompt: "Sum up", insightEnabled: false }, {}],
  ["turns of no words", { ...batched, insightLeastWords: "0" }, { insightLeastWords: words }],
  ["turns of 51 words", { ...batched, insightLeastWords: "51" }, { insightLeastWords: words }],
  ["turns of one word", { ...batched, insightLeastWords: "1" }, {}],
  ["the same where nobody counts them", { insightLeastWords: "0" }, {}],
  ["no notes model, which means the Worker's", { notesModel: "" }, {}],
  ["2,000 tokens of transcript", { contextTokens: "2000" }, {}],
  ["too few of them", { contextTokens: "1999" }, { contextTokens: context }],
  ["too many of them", { contextTokens: "1000001" }, { contextTokens: context }],
  ["none of them", { contextTokens: "" }, { contextTokens: context }],
  ["a limit of nothing", { monthlyLimit: "0" }, {}],
  ["a limit of cents", { monthlyLimit: "0,99" }, {}],
  ["a limit with its sign", { monthlyLimit: "$20" }, { monthlyLimit: amount }],
  ["a limit below nothing", { monthlyLimit: "-1" }, { monthlyLimit: amount }],
  ["a limit in thousands", { monthlyLimit: "1,000" }, { monthlyLimit: amount }],
  ["deleting after a day", { retention: "sound", retentionDays: "1" }, {}],
  ["deleting at once", { retention: "sound", retentionDays: "0" }, { retentionDays: days }],
  ["deleting at no time", { retention: "everything", retentionDays: "" }, { retentionDays: days }],
  [
    "deleting after more than ten years",
    { retention: "everything", retentionDays: "3651" },
    { retentionDays: days },
  ],
  ["the same where nothing is deleted", { retentionDays: "0" }, {}],
  ["a language by its name", { notesLanguage: "Brazilian Portuguese" }, {}],
  [
    "a language of 61 letters",
    { notesLanguage: "x".repeat(61) },
    { notesLanguage: { kind: "text-too-long", length: 61, max: 60 } },
  ],
  ["a template", own("Risks", "List them."), {}],
  ["a template without a name", own(" ", "List them."), named("")],
  ["a template without instructions", own("Risks", "\n"), named("Risks")],
  ["a template with too long a name", own("x".repeat(81), "List."), named("x".repeat(81))],
  ["a template with too long instructions", own("Risks", "x".repeat(10_001)), named("Risks")],
  ["100 key terms", { keyTerms: lines(100) }, {}],
  [
    "101 key terms",
    { keyTerms: lines(101) },
    { keyTerms: { kind: "too-many", count: 101, max: 100 } },
  ],
  ["a term of 50 characters", { keyTerms: "x".repeat(50) }, {}],
  [
    "a term of 51 characters",
    { keyTerms: `Priya\n${"x".repeat(51)}` },
    { keyTerms: { kind: "term-too-long", term: "x".repeat(51), max: 50 } },
  ],
  ["hints of 1750 characters", { speechPrompt: `${"x".repeat(1750)}\n` }, {}],
  [
    "hints of 1751 characters",
    { speechPrompt: "x".repeat(1751) },
    { speechPrompt: { kind: "text-too-long", length: 1751, max: 1750 } },
  ],
  ["languages with script and region", { languageCodes: "en zh-Hant-TW es-419 yue" }, {}],
  [
    "the name of a language",
    { languageCodes: "en english" },
    { languageCodes: { kind: "no-language", code: "english" } },
  ],
  ["every language", { languageCodes: "multi" }, {}],
  [
    "every language beside one",
    { languageCodes: "multi en" },
    { languageCodes: { kind: "any-language-alone" } },
  ],
  ["ten languages", { languageCodes: "en de fr it es pt nl sv da fi" }, {}],
  [
    "eleven languages",
    { languageCodes: "en de fr it es pt nl sv da fi no" },
    { languageCodes: { kind: "too-many", count: 11, max: 10 } },
  ],
  ["ten speakers", { speakerLabels: true, maxSpeakers: "10" }, {}],
  ["any number of speakers", { speakerLabels: true, maxSpeakers: "" }, {}],
  ["no speakers", { speakerLabels: true, maxSpeakers: "0" }, { maxSpeakers: speakers }],
  ["eleven speakers", { speakerLabels: true, maxSpeakers: "11" }, { maxSpeakers: speakers }],
  ["the same where nobody asks", { maxSpeakers: "11" }, {}],
  ["never closing idle sessions", { inactivityTimeout: "" }, {}],
  ["closing them after an hour", { inactivityTimeout: "3600" }, {}],
  ["too soon", { inactivityTimeout: "4" }, { inactivityTimeout: seconds }],
  ["too late", { inactivityTimeout: "3601" }, { inactivityTimeout: seconds }],
  ["100 long key terms", { keyTerms: lines(100, 50) }, { keyTerms: together }],
  ["hints that grow in the address", { speechPrompt: "д".repeat(900) }, { speechPrompt: together }],
  [
    "an insight prompt beside long key terms",
    { insightPrompt: `{{turn}}${"a".repeat(3_000)}`, keyTerms: lines(100, 20) },
    { insightPrompt: together },
  ],
  [
    "hints that grow, which the model is not sent",
    { speechPrompt: "д".repeat(900), speechModel: "universal-streaming-english" },
    {},
  ],
])("%s", (_, change, faults) => {
  expect(faultsOf(draft(change))).toEqual(faults);
});

it("finds fault before the address of a session with a token of 2.6 kB is too long", () => {
  const judged = Array.from({ length: 100 }, (_, n) => {
    const many = draft({ keyTerms: lines(n + 1, 50) });
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
