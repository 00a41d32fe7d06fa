/** What a person types into the settings, field by field as text; what is wrong with it is in `settings-faults.ts`. */

import type { ChannelNames } from "../meeting.ts";
import { inListOrder } from "../notes/templates.ts";
import {
  DEFAULT_SETTINGS,
  type InsightMode,
  type NotesSettings,
  type NoteTemplate,
  type Retention,
  type Settings,
  type TurnDetection,
} from "./settings.ts";
import { parseKeyTerms } from "../speech/assemblyai/key-terms.ts";
import { parseLanguages } from "../speech/assemblyai/languages.ts";

export interface SettingsDraft {
  workerUrl: string;
  accessCode: string;
  themName: string;
  youName: string;
  remindOfConsent: boolean;
  speechModel: string;
  formatTurns: boolean;
  languageCodes: string;
  detectLanguage: boolean;
  keyTerms: string;
  speechPrompt: string;
  speakerLabels: boolean;
  maxSpeakers: string;
  turnDetection: TurnDetection;
  filterProfanity: boolean;
  redactPii: boolean;
  inactivityTimeout: string;
  insightEnabled: boolean;
  insightMode: InsightMode;
  insightLeastWords: string;
  insightModel: string;
  insightMaxTokens: string;
  insightPrompt: string;
  notesModel: string;
  notesLanguage: string;
  templates: readonly NoteTemplate[];
  chosenTemplates: readonly string[];
  /** Minutes, or empty for never. */
  liveEvery: string;
  contextTokens: string;
  monthlyLimit: string;
  retention: Retention;
  retentionDays: string;
}

export const draftOf = ({
  workerUrl,
  accessCode,
  capture,
  speech,
  insight,
  notes,
  library,
}: Settings): SettingsDraft => ({
  workerUrl,
  accessCode,
  themName: capture.names.tab ?? "",
  youName: capture.names.mic ?? "",
  remindOfConsent: capture.remindOfConsent,
  speechModel: speech.model,
  formatTurns: speech.formatTurns,
  languageCodes: speech.languageCodes.join(" "),
  detectLanguage: speech.detectLanguage,
  keyTerms: speech.keyTerms.join("\n"),
  speechPrompt: speech.prompt,
  speakerLabels: speech.speakerLabels,
  maxSpeakers: String(speech.maxSpeakers ?? ""),
  turnDetection: speech.turnDetection,
  filterProfanity: speech.filterProfanity,
  redactPii: speech.redactPii,
  inactivityTimeout: String(speech.inactivityTimeoutSeconds ?? ""),
  insightEnabled: insight.enabled,
  insightMode: insight.mode,
  insightLeastWords: String(insight.leastWords),
  insightModel: insight.model,
  insightMaxTokens: String(insight.maxTokens),
  insightPrompt: insight.prompt,
  notesModel: notes.model,
  notesLanguage: notes.language,
  templates: notes.templates,
  chosenTemplates: notes.chosen,
  liveEvery: String(notes.liveEveryMinutes ?? ""),
  contextTokens: String(notes.contextTokens),
  monthlyLimit: String(notes.monthlyLimit ?? ""),
  retention: library.retention,
  retentionDays: String(library.retentionDays),
});

/** The defaults, except for what nobody else knows: the connection, and the templates that somebody wrote. */
export const defaultDraft = (draft: SettingsDraft): SettingsDraft => ({
  ...draftOf(DEFAULT_SETTINGS),
  workerUrl: draft.workerUrl,
  accessCode: draft.accessCode,
  templates: draft.templates,
});

/**
 * @param draft Without faults.
 * @param base Where what the draft does not hold comes from: the source is chosen elsewhere.
 */
export const settingsOf = (draft: SettingsDraft, base: Settings): Settings => ({
  workerUrl: draft.workerUrl.trim(),
  accessCode: draft.accessCode.trim(),
  capture: {
    ...base.capture,
    names: namesOf(draft),
    remindOfConsent: draft.remindOfConsent,
  },
  speech: {
    model: draft.speechModel.trim(),
    formatTurns: draft.formatTurns,
    languageCodes: parseLanguages(draft.languageCodes),
    detectLanguage: draft.detectLanguage,
    keyTerms: parseKeyTerms(draft.keyTerms),
    prompt: draft.speechPrompt.trim(),
    speakerLabels: draft.speakerLabels,
    maxSpeakers: parseWhole(draft.maxSpeakers),
    turnDetection: draft.turnDetection,
    filterProfanity: draft.filterProfanity,
    redactPii: draft.redactPii,
    inactivityTimeoutSeconds: parseWhole(draft.inactivityTimeout),
  },
  insight: {
    enabled: draft.insightEnabled,
    mode: draft.insightMode,
    leastWords: parseWhole(draft.insightLeastWords) ?? DEFAULT_SETTINGS.insight.leastWords,
    model: draft.insightModel.trim(),
    maxTokens: parseWhole(draft.insightMaxTokens) ?? DEFAULT_SETTINGS.insight.maxTokens,
    prompt: draft.insightPrompt,
  },
  notes: notesOf(draft),
  library: {
    retention: draft.retention,
    retentionDays: parseWhole(draft.retentionDays) ?? base.library.retentionDays,
  },
});

const notesOf = (draft: SettingsDraft): NotesSettings => ({
  model: draft.notesModel.trim(),
  language: draft.notesLanguage.trim(),
  templates: draft.templates.map(({ id, name, instructions }) => ({
    id,
    name: name.trim(),
    instructions: instructions.trim(),
  })),
  chosen: inListOrder(draft.chosenTemplates, draft.templates),
  liveEveryMinutes: parseWhole(draft.liveEvery),
  contextTokens: parseWhole(draft.contextTokens) ?? DEFAULT_SETTINGS.notes.contextTokens,
  monthlyLimit: parseDollars(draft.monthlyLimit),
});

/** Null for everything but digits. */
export const parseWhole = (text: string): number | null =>
  /^\d+$/.test(text.trim()) ? Number(text) : null;

/** Null for everything but an amount such as `20` or `7.50`. */
export const parseDollars = (text: string): number | null =>
  /^\d+([.,]\d{1,2})?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : null;

function namesOf({ themName, youName }: SettingsDraft): ChannelNames {
  const [tab, mic] = [themName.trim(), youName.trim()];
  return { ...(tab !== "" && { tab }), ...(mic !== "" && { mic }) };
}
