/** How much room there is for recordings, as it was when last asked for. */

import { shallowRef } from "vue";
import type { StorageSpace } from "../../core/storage-watch.ts";

export function useStorage() {
  /** Null until it is known, or where the browser does not say. */
  const space = shallowRef<StorageSpace | null>(null);

  async function refresh(): Promise<void> {
    try {
      const { quota, usage } = await navigator.storage.estimate();
      const isKnown = quota !== undefined && usage !== undefined;
      space.value = isKnown ? { quotaBytes: quota, usageBytes: usage } : null;
    } catch {
      // Only the figures are missing.
      space.value = null;
    }
  }

  return { space, refresh };
}
