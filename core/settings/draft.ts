/** Converts stored settings to the fields of the form and back, and checks the fields. */

import { speechService } from "../speech/chosen-service.ts";
import { build, type DraftOf, type FaultsOf, type SettingFault } from "./rows.ts";
import { DEFAULT_SETTINGS, type Settings, SETTINGS_TABLE } from "./settings.ts";

export type SettingsDraft = DraftOf<typeof SETTINGS_TABLE>;
export type SettingsFaults = FaultsOf<typeof SETTINGS_TABLE>;
export type SectionFaults<Name extends keyof Settings> = NonNullable<SettingsFaults[Name]>;

export const draftOf = (settings: Settings): SettingsDraft =>
  build(
    SETTINGS_TABLE,
    (row, name, shown) => ("isElsewhere" in row ? undefined : row.show(shown[name])),
    settings,
  ) as SettingsDraft;

/** The defaults, except for the connection and the user's own templates. */
export const defaultDraft = (draft: SettingsDraft): SettingsDraft =>
  build(
    SETTINGS_TABLE,
    (row, name, fields) => {
      if ("isElsewhere" in row) return undefined;
      return row.survivesReset ? fields[name] : row.show(row.default);
    },
    draft,
  ) as SettingsDraft;

/**
 * @param draft without faults
 * @param before supplies what is chosen outside the form, and what a field without a value leaves as it was
 */
export const settingsOf = (draft: SettingsDraft, before: Settings): Settings =>
  build(
    SETTINGS_TABLE,
    (row, name, fields, kept) => {
      const value = "isElsewhere" in row ? undefined : row.parse(fields[name], fields);
      return value === undefined ? kept[name] : value;
    },
    draft,
    before,
  ) as Settings;

/** @returns an empty object if `settingsOf` gives usable settings */
export function faultsOf(draft: SettingsDraft): SettingsFaults {
  const found = build(
    SETTINGS_TABLE,
    (row, name, fields) =>
      "isElsewhere" in row
        ? undefined
        : (row.fault(fields[name], fields, speechService.limits) ?? undefined),
    draft,
  );
  const faults = Object.fromEntries(
    Object.entries(found).filter(([, section]) => Object.keys(section).length > 0),
  ) as SettingsFaults;
  return Object.keys(faults).length === 0 ? togetherFaults(draft) : faults;
}

const TOGETHER: SettingFault = { kind: "together-too-long" };

/** @param draft whose fields have no fault of their own */
function togetherFaults(draft: SettingsDraft): SettingsFaults {
  switch (speechService.longestField(settingsOf(draft, DEFAULT_SETTINGS))) {
    case "keyTerms":
      return { speech: { keyTerms: TOGETHER } };
    case "prompt":
      return { speech: { prompt: TOGETHER } };
    case "insightPrompt":
      return { insight: { prompt: TOGETHER } };
    case null:
      return {};
  }
}
