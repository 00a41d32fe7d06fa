/** What is changed in the settings: asked about where it deletes meetings, stored, and followed by a recording under way. */

import type { Ref } from "vue";
import type { Connection } from "../../../components/settings/WelcomeView.vue";
import type { Settings } from "../../../core/settings/settings.ts";
import type { Database } from "../../shared/database/open.ts";
import { useRetention } from "../library/use-retention.ts";

interface SettingsOptions {
  readonly database: Promise<Database>;
  readonly settings: Readonly<Ref<Settings | null>>;
  readonly store: (changed: Settings) => Promise<void>;
  /** They are stored. */
  readonly onStored: (changed: Settings) => Promise<void>;
  /** Room may have become free. */
  readonly onTidied: () => void;
}

export function useSettingsChanges(options: SettingsOptions) {
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

  /** Follows the rule that is stored. */
  async function tidy(): Promise<void> {
    if (settings.value) await retention.tidy(settings.value.library);
  }

  return { retention, save, saveConnection, tidy };
}
