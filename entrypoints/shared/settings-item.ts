/**
 * The settings, kept in `chrome.storage.local` and nowhere else: the access code never leaves this profile. What an earlier
 * version has stored is complete when it is read.
 */

import { storage } from "wxt/utils/storage";
import {
  completeSettings,
  DEFAULT_SETTINGS,
  type Settings,
  type StoredSettings,
} from "../../core/settings/settings.ts";

const item = storage.defineItem<StoredSettings>("local:settings", {
  fallback: DEFAULT_SETTINGS,
  version: 1,
});

export const settingsItem = {
  getValue: async (): Promise<Settings> => completeSettings(await item.getValue()),
  setValue: (settings: Settings): Promise<void> => item.setValue(settings),
  /** Calls back after every change, by whichever page; returns what ends that. */
  watch: (onChange: (settings: Settings) => void): (() => void) =>
    item.watch((changed) => onChange(completeSettings(changed))),
};
