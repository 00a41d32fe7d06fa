/** The settings as they are stored, kept up to date with every other page; null until they are read. */

import { computed, onScopeDispose, shallowRef, toRaw } from "vue";
import { isConfigured as hasService, type Settings } from "../../core/settings.ts";
import { settingsItem } from "../shared/settings.ts";

export function useSettings() {
  const settings = shallowRef<Settings | null>(null);
  const isConfigured = computed(() => settings.value !== null && hasService(settings.value));
  onScopeDispose(settingsItem.watch((changed) => (settings.value = changed)));

  async function load(): Promise<void> {
    settings.value = await settingsItem.getValue();
  }

  async function save(changed: Settings): Promise<void> {
    await settingsItem.setValue(toRaw(changed));
    settings.value = changed;
  }

  return { settings, isConfigured, load, save };
}
