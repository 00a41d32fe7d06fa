/** How much room there is for recordings, as it was when last asked for. */

import { shallowRef } from "vue";
import { type StorageSpace, storageSpace } from "../../../core/recording/storage-level.ts";

export function useStorage() {
  /** Null until it is known, or where the browser does not say. */
  const space = shallowRef<StorageSpace | null>(null);

  async function refresh(): Promise<void> {
    try {
      space.value = storageSpace(await navigator.storage.estimate());
    } catch {
      // Only the figures are missing.
      space.value = null;
    }
  }

  return { space, refresh };
}
