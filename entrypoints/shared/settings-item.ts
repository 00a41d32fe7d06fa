/** The settings in `chrome.storage.local`, the only place that holds the access code. Missing fields get their defaults. */

import { storage } from "wxt/utils/storage";
import {
  completeSettings,
  DEFAULT_SETTINGS,
  type Settings,
  type StoredSettings,
  toVersion2,
  toVersion3,
} from "../../core/settings/settings.ts";

const item = storage.defineItem<StoredSettings>("local:settings", {
  fallback: DEFAULT_SETTINGS,
  version: 3,
  migrations: { 2: toVersion2, 3: toVersion3 },
});

export const settingsItem = {
  getValue: async (): Promise<Settings> => completeSettings(await item.getValue()),
  setValue: (settings: Settings): Promise<void> => item.setValue(settings),
  /** Calls `onChange` after each change in any context. @returns stops that */
  watch: (onChange: (settings: Settings) => void): (() => void) =>
    item.watch((changed) => onChange(completeSettings(changed))),
};
