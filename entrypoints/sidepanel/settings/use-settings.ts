/** The stored settings in the panel, and changes to them. */

import { computed, onScopeDispose, type Ref, shallowRef, toRaw } from "vue";
import type { Connection } from "../../../components/settings/JoinView.vue";
import {
  type CaptureSettings,
  isConfigured as hasService,
  type Settings,
} from "../../../core/settings/settings.ts";
import type { Database } from "../../shared/database/open.ts";
import { settingsItem } from "../../shared/settings-item.ts";
import { useRetention } from "../library/use-retention.ts";

export function useSettings() {
  /** `null` until they are read. Follows changes by other pages. */
  const settings = shallowRef<Settings | null>(null);
  const isConfigured = computed(() => settings.value !== null && hasService(settings.value));
  onScopeDispose(settingsItem.watch((changed) => (settings.value = changed)));

  async function load(): Promise<void> {
    settings.value = await settingsItem.getValue();
  }

  /** Updates `settings` before they are stored, so that the next change builds on them. */
  async function save(changed: Settings): Promise<void> {
    settings.value = toRaw(changed);
    await settingsItem.setValue(settings.value);
  }

  /** Stores a choice that the user made beside Start. */
  async function saveCapture(change: Partial<CaptureSettings>): Promise<void> {
    const now = settings.value;
    if (now) await save({ ...now, capture: { ...now.capture, ...change } });
  }

  return { settings, isConfigured, load, save, saveCapture };
}

interface ChangeOptions {
  readonly database: Promise<Database>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly store: (changed: Settings) => Promise<void>;
  readonly onStored: (changed: Settings) => Promise<void>;
  /** Deleted meetings may have freed space. */
  readonly onTidied: () => void;
}

/** Saves settings, after a question if a new retention rule deletes meetings. */
export function useSettingsChanges(options: ChangeOptions) {
  const { database, settings, store, onStored, onTidied } = options;
  const retention = useRetention({
    database,
    onTidied,
    async save(changed) {
      await store(changed);
      await onStored(changed);
    },
  });

  async function save(changed: Settings): Promise<void> {
    if (settings.value) await retention.saveOrAsk(changed, settings.value.library);
  }

  async function saveConnection(connection: Connection): Promise<void> {
    if (settings.value) await save({ ...settings.value, ...connection });
  }

  /** Applies the stored retention rule. */
  async function tidy(): Promise<void> {
    if (settings.value) await retention.tidy(settings.value.library);
  }

  return { retention, save, saveConnection, tidy };
}
