/** What a person types into the settings, field by field as text, and what is wrong with it. */

import { insightPromptFault, type InsightPromptFault } from "./insight-prompt.ts";
import { DEFAULT_SETTINGS, type Settings } from "./settings.ts";

export interface SettingsDraft {
  workerUrl: string;
  accessCode: string;
  speechModel: string;
  formatTurns: boolean;
  insightEnabled: boolean;
  insightModel: string;
  insightMaxTokens: string;
  insightPrompt: string;
  notesModel: string;
}

export type DraftFault = "required" | "number" | InsightPromptFault;
type DraftFaults = Readonly<Partial<Record<keyof SettingsDraft, DraftFault>>>;

const MAX_TOKENS = 100_000;

export const draftOf = (settings: Settings): SettingsDraft => ({
  workerUrl: settings.workerUrl,
  accessCode: settings.accessCode,
  speechModel: settings.speech.model,
  formatTurns: settings.speech.formatTurns,
  insightEnabled: settings.insight.enabled,
  insightModel: settings.insight.model,
  insightMaxTokens: String(settings.insight.maxTokens),
  insightPrompt: settings.insight.prompt,
  notesModel: settings.notes.model,
});

/** The defaults, except for the connection, which nobody else knows. */
export const defaultDraft = (draft: SettingsDraft): SettingsDraft => ({
  ...draftOf(DEFAULT_SETTINGS),
  workerUrl: draft.workerUrl,
  accessCode: draft.accessCode,
});

/** Empty where `settingsOf` gives usable settings. An insight that is off may have any prompt and model. */
export function faultsOf(draft: SettingsDraft): DraftFaults {
  const faults: Partial<Record<keyof SettingsDraft, DraftFault>> = {};
  if (draft.speechModel.trim() === "") faults.speechModel = "required";
  if (parseTokens(draft.insightMaxTokens) === null) faults.insightMaxTokens = "number";
  if (!draft.insightEnabled) return faults;
  if (draft.insightModel.trim() === "") faults.insightModel = "required";
  const promptFault = insightPromptFault(draft.insightPrompt);
  if (promptFault !== null) faults.insightPrompt = promptFault;
  return faults;
}

/** @param draft Without faults. */
export const settingsOf = (draft: SettingsDraft): Settings => ({
  workerUrl: draft.workerUrl.trim(),
  accessCode: draft.accessCode.trim(),
  speech: { model: draft.speechModel.trim(), formatTurns: draft.formatTurns },
  insight: {
    enabled: draft.insightEnabled,
    model: draft.insightModel.trim(),
    maxTokens: parseTokens(draft.insightMaxTokens) ?? DEFAULT_SETTINGS.insight.maxTokens,
    prompt: draft.insightPrompt,
  },
  notes: { model: draft.notesModel.trim() },
});

function parseTokens(text: string): number | null {
  if (!/^\d+$/.test(text.trim())) return null;
  const tokens = Number(text);
  return tokens >= 1 && tokens <= MAX_TOKENS ? tokens : null;
}
