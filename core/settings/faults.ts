/** What is wrong with the settings as a person has typed them, before anything of it is sent (protocol §1, §2, §7). */

import { insightPromptFault, type InsightPromptFault } from "./insight-prompt.ts";
import { MAX_TEMPLATE_INSTRUCTIONS, MAX_TEMPLATE_NAME } from "../notes/template-file.ts";
import { parseDollars, parseWhole, type SettingsDraft, settingsOf } from "./draft.ts";
import { DEFAULT_SETTINGS, type NoteTemplate } from "./settings.ts";
import { speechAddress, speechParameters } from "../speech/assemblyai/address.ts";
import {
  MAX_KEY_TERM_LENGTH,
  MAX_KEY_TERMS,
  parseKeyTerms,
} from "../speech/assemblyai/key-terms.ts";
import {
  ANY_LANGUAGE,
  isLanguageCode,
  MAX_LANGUAGES,
  parseLanguages,
} from "../speech/assemblyai/languages.ts";

export type DraftFault =
  | { readonly kind: "required" }
  /** Not a whole number within these bounds. */
  | { readonly kind: "number"; readonly from: number; readonly to: number }
  | { readonly kind: "too-many"; readonly count: number; readonly max: number }
  | { readonly kind: "term-too-long"; readonly term: string; readonly max: number }
  | { readonly kind: "text-too-long"; readonly length: number; readonly max: number }
  | { readonly kind: "no-language"; readonly code: string }
  | { readonly kind: "any-language-alone" }
  /** Each may do, but together they are too long for one address; this is the longest of them. */
  | { readonly kind: "together-too-long" }
  /** Not an amount of dollars. */
  | { readonly kind: "amount" }
  /** Name or instructions of a template will not do (`templateFaults`). */
  | { readonly kind: "template"; readonly name: string }
  | { readonly kind: InsightPromptFault };

export type DraftFaults = Readonly<Partial<Record<keyof SettingsDraft, DraftFault>>>;

const MAX_PROMPT_LENGTH = 1750;
const MAX_TOKENS = 100_000;
const MAX_LEAST_WORDS = 50;
const MAX_LANGUAGE_NAME = 60;
/** Less could not hold the instructions and some turns beside them. */
const MIN_CONTEXT_TOKENS = 2_000;
const MAX_CONTEXT_TOKENS = 1_000_000;
/** Ten years. */
const MAX_RETENTION_DAYS = 3_650;

/** Stands for the longest token and base address that are known to come (protocol §1). */
const TOKEN = "x".repeat(2_700);
const BASE_ADDRESS = "wss://streaming.eu.assemblyai.com/v3/ws";

/** Empty where `settingsOf` gives usable settings. An insight that is off may have any prompt and model. */
export function faultsOf(draft: SettingsDraft): DraftFaults {
  const found: readonly [keyof SettingsDraft, DraftFault | null][] = [
    ["speechModel", required(draft.speechModel)],
    ["keyTerms", keyTermsFault(draft.keyTerms)],
    ["languageCodes", languagesFault(draft.languageCodes)],
    ["speechPrompt", lengthFault(draft.speechPrompt, MAX_PROMPT_LENGTH)],
    ["maxSpeakers", draft.speakerLabels ? optionalNumber(draft.maxSpeakers, 1, 10) : null],
    ["inactivityTimeout", optionalNumber(draft.inactivityTimeout, 5, 3600)],
    ["insightMaxTokens", number(draft.insightMaxTokens, 1, MAX_TOKENS)],
    ["insightLeastWords", leastWordsFault(draft)],
    ["insightModel", draft.insightEnabled ? required(draft.insightModel) : null],
    ["insightPrompt", draft.insightEnabled ? insightFault(draft.insightPrompt) : null],
    ["templates", templatesFault(draft.templates)],
    ["notesLanguage", lengthFault(draft.notesLanguage, MAX_LANGUAGE_NAME)],
    ["contextTokens", number(draft.contextTokens, MIN_CONTEXT_TOKENS, MAX_CONTEXT_TOKENS)],
    ["monthlyLimit", amountFault(draft.monthlyLimit)],
    ["retentionDays", retentionFault(draft)],
  ];
  const faults: Partial<Record<keyof SettingsDraft, DraftFault>> = {};
  for (const [field, fault] of found) if (fault !== null) faults[field] = fault;
  return Object.keys(faults).length === 0 ? addressFaults(draft) : faults;
}

const required = (text: string): DraftFault | null =>
  text.trim() === "" ? { kind: "required" } : null;

function number(text: string, from: number, to: number): DraftFault | null {
  const value = parseWhole(text);
  return value === null || value < from || value > to ? { kind: "number", from, to } : null;
}

const optionalNumber = (text: string, from: number, to: number): DraftFault | null =>
  text.trim() === "" ? null : number(text, from, to);

function keyTermsFault(text: string): DraftFault | null {
  const terms = parseKeyTerms(text);
  const long = terms.find((term) => term.length > MAX_KEY_TERM_LENGTH);
  if (long !== undefined) return { kind: "term-too-long", term: long, max: MAX_KEY_TERM_LENGTH };
  return tooMany(terms.length, MAX_KEY_TERMS);
}

function languagesFault(text: string): DraftFault | null {
  const codes = parseLanguages(text);
  const wrong = codes.find((code) => !isLanguageCode(code));
  if (wrong !== undefined) return { kind: "no-language", code: wrong };
  if (codes.length > 1 && codes.includes(ANY_LANGUAGE)) return { kind: "any-language-alone" };
  return tooMany(codes.length, MAX_LANGUAGES);
}

const tooMany = (count: number, max: number): DraftFault | null =>
  count > max ? { kind: "too-many", count, max } : null;

function lengthFault(text: string, max: number): DraftFault | null {
  const { length } = text.trim();
  return length > max ? { kind: "text-too-long", length, max } : null;
}

const amountFault = (text: string): DraftFault | null =>
  text.trim() === "" || parseDollars(text) !== null ? null : { kind: "amount" };

/** Of a single template, field by field. */
export const templateFaults = ({ name, instructions }: NoteTemplate) => ({
  name: required(name) ?? lengthFault(name, MAX_TEMPLATE_NAME),
  instructions: required(instructions) ?? lengthFault(instructions, MAX_TEMPLATE_INSTRUCTIONS),
});

function templatesFault(templates: readonly NoteTemplate[]): DraftFault | null {
  const wrong = templates.find((template) =>
    Object.values(templateFaults(template)).some((fault) => fault !== null),
  );
  return wrong ? { kind: "template", name: wrong.name.trim() } : null;
}

const leastWordsFault = (draft: SettingsDraft): DraftFault | null =>
  draft.insightEnabled && draft.insightMode === "batched"
    ? number(draft.insightLeastWords, 1, MAX_LEAST_WORDS)
    : null;

const retentionFault = ({ retention, retentionDays }: SettingsDraft): DraftFault | null =>
  retention === "never" ? null : number(retentionDays, 1, MAX_RETENTION_DAYS);

function insightFault(prompt: string): DraftFault | null {
  const kind = insightPromptFault(prompt);
  return kind === null ? null : { kind };
}

/** @param draft Without faults of single fields. */
function addressFaults(draft: SettingsDraft): DraftFaults {
  const parameters = speechParameters(settingsOf(draft, DEFAULT_SETTINGS), 1);
  if (speechAddress(BASE_ADDRESS, parameters, TOKEN).ok) return {};
  const length = (name: string): number =>
    encodeURIComponent(JSON.stringify(parameters[name] ?? "")).length;
  const terms = length("keyterms_prompt");
  const prompt = length("prompt");
  const insight = length("llm_gateway");
  const longest = Math.max(terms, prompt, insight);
  const field =
    longest === terms ? "keyTerms" : longest === prompt ? "speechPrompt" : "insightPrompt";
  return { [field]: { kind: "together-too-long" } };
}
