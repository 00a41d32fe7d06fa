import { draftOf, type SettingsDraft } from "../../core/settings/draft.ts";
import { DEFAULT_SETTINGS } from "../../core/settings/settings.ts";

/** Some fields of the form, section by section. */
export type DraftChange = {
  readonly [Name in keyof SettingsDraft]?: SettingsDraft[Name] extends string
    ? string
    : Partial<SettingsDraft[Name]>;
};

/** The form of the default settings after these changes. */
export function changedDraft({ workerUrl, accessCode, ...sections }: DraftChange): SettingsDraft {
  const { capture, speech, insight, notes, library, ...connection } = draftOf(DEFAULT_SETTINGS);
  return {
    workerUrl: workerUrl ?? connection.workerUrl,
    accessCode: accessCode ?? connection.accessCode,
    capture: { ...capture, ...sections.capture },
    speech: { ...speech, ...sections.speech },
    insight: { ...insight, ...sections.insight },
    notes: { ...notes, ...sections.notes },
    library: { ...library, ...sections.library },
  };
}
