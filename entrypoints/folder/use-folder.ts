/** Lets the user choose the folder of notes, and asks Chrome for permission to write there. */

import { onScopeDispose, ref, shallowRef, watch } from "vue";
import { browser } from "wxt/browser";
import type { FolderState } from "../../components/settings/FolderView.vue";
import {
  listDestinations,
  putDestination,
  removeDestination,
} from "../shared/database/delivery-store.ts";
import { withDatabase } from "../shared/database/open.ts";
import { reportUnexpected } from "../shared/errors.ts";
import { requestWriting } from "../shared/folder-permission.ts";
import { announceOnce } from "../shared/live-channel.ts";
import { askBackground } from "../shared/requests.ts";

/** Time in which the user reads the result. */
const LEAVE_AFTER_MS = 1_500;

interface PickingWindow {
  showDirectoryPicker(options: {
    readonly id: string;
    readonly startIn: "documents";
  }): Promise<FileSystemDirectoryHandle>;
}

export function useFolder() {
  const state = ref<FolderState>("ready");
  /** Name of the folder that was chosen before. */
  const name = ref("");
  const stored = shallowRef<FileSystemDirectoryHandle | null>(null);

  async function load(): Promise<void> {
    stored.value = await storedFolder();
    name.value = stored.value?.name ?? "";
  }

  async function choose(): Promise<void> {
    state.value = "asking";
    try {
      // Without a mode: Chrome offers to remember only a permission that is asked for by itself (docs/platform.md#files-in-a-folder).
      const picking = window as unknown as PickingWindow;
      const folder = await picking.showDirectoryPicker({ id: "notes", startIn: "documents" });
      await take(folder);
    } catch (error) {
      // The picker was closed.
      if (!(error instanceof DOMException)) throw error;
      state.value = "dismissed";
    }
  }

  async function allow(): Promise<void> {
    state.value = "asking";
    await load();
    if (stored.value) await take(stored.value);
    else state.value = "ready";
  }

  async function take(folder: FileSystemDirectoryHandle): Promise<void> {
    if ((await requestWriting(folder)) !== "granted") {
      state.value = "dismissed";
      return;
    }
    await storeFolder(folder);
    state.value = "granted";
    announceOnce({ type: "deliveries" });
    await askBackground({ to: "background", type: "deliver" });
  }

  let leaving: ReturnType<typeof setTimeout> | undefined;
  watch(state, (now) => {
    clearTimeout(leaving);
    if (now === "granted") leaving = setTimeout(leavePage, LEAVE_AFTER_MS);
  });
  onScopeDispose(() => clearTimeout(leaving));
  load().catch(reportUnexpected("reading the folder of notes"));

  const act = (what: () => Promise<void>) => (): void => {
    if (state.value === "asking") return;
    what().catch((error: unknown) => {
      reportUnexpected("choosing the folder of notes")(error);
      state.value = "dismissed";
    });
  };
  return { state, name, choose: act(choose), allow: act(allow) };
}

const storedFolder = (): Promise<FileSystemDirectoryHandle | null> =>
  withDatabase(async (database) => {
    const found = (await listDestinations(database)).find(({ id }) => id === "folder");
    return found?.id === "folder" ? found.handle : null;
  });

/** Paths of files belong to their folder, so another folder begins without any. */
async function storeFolder(handle: FileSystemDirectoryHandle): Promise<void> {
  const before = await storedFolder();
  const isSame = before !== null && (await handle.isSameEntry(before));
  await withDatabase(async (database) => {
    if (!isSame) await removeDestination(database, "folder");
    await putDestination(database, { id: "folder", since: Date.now(), handle });
  });
}

/** Closes this page. Chrome then shows the tab from which the panel opened it. */
export function leavePage(): void {
  closeOwnTab().catch(reportUnexpected("closing the folder page"));
}

async function closeOwnTab(): Promise<void> {
  const [own, tabs] = await Promise.all([
    browser.tabs.getCurrent(),
    browser.tabs.query({ currentWindow: true }),
  ]);
  // Closing the last tab would close the window and the panel in it.
  if (own?.id !== undefined && tabs.length > 1) await browser.tabs.remove(own.id);
}
