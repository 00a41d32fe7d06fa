/** The settings, kept in `chrome.storage.local` and nowhere else: the access code never leaves this profile. */

import { storage } from "wxt/utils/storage";
import { DEFAULT_SETTINGS, type Settings } from "../../core/settings.ts";

export const settingsItem = storage.defineItem<Settings>("local:settings", {
  fallback: DEFAULT_SETTINGS,
  version: 1,
});
