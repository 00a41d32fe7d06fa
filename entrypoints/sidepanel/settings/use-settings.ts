/** The settings as they are stored, kept up to date with every other page; null until they are read. */

import { computed, onScopeDispose, shallowRef, toRaw } from "vue";
import {
  type CaptureSettings,
  isConfigured as hasService,
  type Settings,
} from "../../../core/settings/settings.ts";
import { settingsItem } from "../../shared/settings-item.ts";

export function useSettings() {
  const settings = shallowRef<Settings | null>(null);
  const isConfigured = computed(() => settings.value !== null && hasService(settings.value));
  onScopeDispose(settingsItem.watch((changed) => (settings.value = changed)));

  async function load(): Promise<void> {
    settings.value = await settingsItem.getValue();
  }

  /** They hold here at once, so that the next change builds on them. */
  async function save(changed: Settings): Promise<void> {
    settings.value = toRaw(changed);
    await settingsItem.setValue(settings.value);
  }

  /** Remembers what was chosen beside the recording; the rest stays. */
  async function saveCapture(change: Partial<CaptureSettings>): Promise<void> {
    const now = settings.value;
    if (now) await save({ ...now, capture: { ...now.capture, ...change } });
  }

  return { settings, isConfigured, load, save, saveCapture };
}
