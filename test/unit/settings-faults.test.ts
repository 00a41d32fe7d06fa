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
  ["no speech model, which leaves it to the team", { speech: { model: " " } }, {}],
  ["an empty insight model", { insight: { model: "" } }, { insight: { model: required } }],
  ["no number of tokens", { insight: { maxTokens: "" } }, { insight: { maxTokens: tokens } }],
  ["zero tokens", { insight: { maxTokens: "0" } }, { insight: { maxTokens: tokens } }],
  ["a fraction of a token", { insight: { maxTokens: "1.5" } }, { insight: { maxTokens: tokens } }],
  [
    "tokens as a power of ten",
    { insight: { maxTokens: "1e3" } },
    { insight: { maxTokens: tokens } },
  ],
  ["too many tokens", { insight: { maxTokens: "100001" } }, { insight: { maxTokens: tokens } }],
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
  [
    "an insight prompt without the tag while insights are off",
    { insight: { prompt: "Sum up", enabled: false } },
    {},
  ],
  [
    "zero words as the fewest of a turn",
    { insight: { ...batched, leastWords: "0" } },
    { insight: { leastWords: words } },
  ],
  [
    "51 words as the fewest of a turn",
    { insight: { ...batched, leastWords: "51" } },
    { insight: { leastWords: words } },
  ],
  ["one word as the fewest of a turn", { insight: { ...batched, leastWords: "1" } }, {}],
  ["zero words in live mode, which does not count them", { insight: { leastWords: "0" } }, {}],
  ["an empty notes model, which means the Worker's", { notes: { model: "" } }, {}],
  ["2,000 tokens of transcript", { notes: { contextTokens: "2000" } }, {}],
  [
    "1,999 tokens of transcript",
    { notes: { contextTokens: "1999" } },
    { notes: { contextTokens: context } },
  ],
  [
    "a million and one tokens of transcript",
    { notes: { contextTokens: "1000001" } },
    { notes: { contextTokens: context } },
  ],
  [
    "no number of tokens of transcript",
    { notes: { contextTokens: "" } },
    { notes: { contextTokens: context } },
  ],
  ["a limit of zero", { notes: { monthlyLimit: "0" } }, {}],
  ["a limit of cents", { notes: { monthlyLimit: "0,99" } }, {}],
  [
    "a limit with a dollar sign",
    { notes: { monthlyLimit: "$20" } },
    { notes: { monthlyLimit: amount } },
  ],
  ["a negative limit", { notes: { monthlyLimit: "-1" } }, { notes: { monthlyLimit: amount } }],
  [
    "a limit with a thousands separator",
    { notes: { monthlyLimit: "1,000" } },
    { notes: { monthlyLimit: amount } },
  ],
  ["deleting after a day", { library: { retention: "sound", retentionDays: "1" } }, {}],
  [
    "deleting after zero days",
    { library: { retention: "sound", retentionDays: "0" } },
    { library: { retentionDays: days } },
  ],
  [
    "deleting after no number of days",
    { library: { retention: "everything", retentionDays: "" } },
    { library: { retentionDays: days } },
  ],
  [
    "deleting after more than ten years",
    { library: { retention: "everything", retentionDays: "3651" } },
    { library: { retentionDays: days } },
  ],
  ["zero days while nothing is deleted", { library: { retentionDays: "0" } }, {}],
  ["a language by its name", { notes: { language: "Brazilian Portuguese" } }, {}],
  [
    "a language of 61 letters",
    { notes: { language: "x".repeat(61) } },
    { notes: { language: { kind: "text-too-long", length: 61, max: 60 } } },
  ],
  ["a complete template", own("Risks", "List them."), {}],
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
  ["no number of speakers", { speech: { speakerLabels: true, maxSpeakers: "" } }, {}],
  [
    "zero speakers",
    { speech: { speakerLabels: true, maxSpeakers: "0" } },
    { speech: { maxSpeakers: speakers } },
  ],
  [
    "eleven speakers",
    { speech: { speakerLabels: true, maxSpeakers: "11" } },
    { speech: { maxSpeakers: speakers } },
  ],
  [
    "eleven speakers while speakers are not told apart",
    { speech: { maxSpeakers: "11", speakerLabels: false } },
    {},
  ],
  ["never closing idle sessions", { speech: { inactivityTimeoutSeconds: "" } }, {}],
  ["closing them after an hour", { speech: { inactivityTimeoutSeconds: "3600" } }, {}],
  [
    "closing them after four seconds",
    { speech: { inactivityTimeoutSeconds: "4" } },
    { speech: { inactivityTimeoutSeconds: seconds } },
  ],
  [
    "closing them after more than an hour",
    { speech: { inactivityTimeoutSeconds: "3601" } },
    { speech: { inactivityTimeoutSeconds: seconds } },
  ],
  [
    "100 long key terms",
    { speech: { keyTerms: lines(100, 50) } },
    { speech: { keyTerms: together } },
  ],
  [
    "hints that are too long when encoded",
    { speech: { prompt: "д".repeat(900) } },
    { speech: { prompt: together } },
  ],
  [
    "an insight prompt beside long key terms",
    { insight: { prompt: `{{turn}}${"a".repeat(3_000)}` }, speech: { keyTerms: lines(100, 20) } },
    { insight: { prompt: together } },
  ],
  [
    "long hints that the model does not get",
    { speech: { prompt: "д".repeat(900), model: "universal-streaming-english" } },
    {},
  ],
])("faultsOf checks %s", (_, change, faults) => {
  expect(faultsOf(changedDraft(change))).toEqual(faults);
});

it("faultsOf finds a fault before the address of a session with a token of 2.6 kB is too long", () => {
  const judged = Array.from({ length: 100 }, (_, n) => {
    const many = changedDraft({ speech: { keyTerms: lines(n + 1, 50) } });
    const parameters = speechParameters(settingsOf(many, DEFAULT_SETTINGS), "several");
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
