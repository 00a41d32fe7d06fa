/**
 * The settings in `chrome.storage.local`, the only place that holds the access code. Missing fields get their defaults, and
 * settings of an earlier version are brought up to date whenever they are read.
 */

import { browser } from "wxt/browser";
import {
  completeSettings,
  DEFAULT_SETTINGS,
  type Settings,
  type StoredSettings,
  toVersion2,
  toVersion3,
} from "../../core/settings/settings.ts";
import { storedItem } from "./stored-item.ts";

const KEY = "settings";
/** The version has a key of its own. The first version stored none. */
const VERSION_KEY = "settings$";
const VERSION = 3;
const MIGRATIONS = [
  { to: 2, migrate: toVersion2 },
  { to: 3, migrate: toVersion3 },
];

const item = storedItem<StoredSettings>("local", KEY, DEFAULT_SETTINGS);

export const settingsItem = {
  async getValue(): Promise<Settings> {
    const { [KEY]: stored, [VERSION_KEY]: version } = await browser.storage.local.get([
      KEY,
      VERSION_KEY,
    ]);
    if (!stored) return DEFAULT_SETTINGS;
    const { v = 1 } = (version ?? {}) as { readonly v?: number };
    const due = MIGRATIONS.filter(({ to }) => to > v);
    return completeSettings(
      due.reduce((settings, { migrate }) => migrate(settings), stored as StoredSettings),
    );
  },
  setValue: (settings: Settings): Promise<void> =>
    browser.storage.local.set({ [KEY]: settings, [VERSION_KEY]: { v: VERSION } }),
  /** Calls `onChange` after each change in any context. @returns stops that */
  watch: (onChange: (settings: Settings) => void): (() => void) =>
    item.watch((changed) => onChange(completeSettings(changed))),
};
