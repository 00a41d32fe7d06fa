/** Makes the disk of the files thread fail, from before the thread begins to work. */

import type { Page } from "puppeteer-core";
import type { SyncFile } from "../../entrypoints/sidepanel/files/sync-file.ts";

/** In the thread; the types of a page do not have it. */
interface ThreadGlobals {
  readonly FileSystemSyncAccessHandle: { readonly prototype: SyncFile };
}

interface Changed {
  readonly threadChanged: PromiseWithResolvers<void>;
}

/** Runs `change` in the next thread that the panel starts, before its first message arrives. */
async function changeFilesThread(
  panel: Page,
  change: (writes: number) => void,
  writes = 0,
): Promise<void> {
  await panel.evaluate(() => {
    const threadChanged = Promise.withResolvers<void>();
    Object.assign(globalThis, { threadChanged });
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (...message: readonly unknown[]) {
      void threadChanged.promise.then(() => Reflect.apply(postMessage, this, message) as void);
    };
  });
  panel.once("workercreated", (thread) => {
    void thread
      .evaluate(change, writes)
      .then(() => panel.evaluate(() => (globalThis as unknown as Changed).threadChanged.resolve()));
  });
}

/** Later writes fail as on a full disk. Setting a quota is no alternative: unlimitedStorage ignores it. */
export const fillDiskOfThread = (panel: Page, writes: number): Promise<void> =>
  changeFilesThread(
    panel,
    (limit) => {
      const { prototype } = (globalThis as unknown as ThreadGlobals).FileSystemSyncAccessHandle;
      const { write } = prototype;
      let count = 0;
      prototype.write = function (...written) {
        if (count++ >= limit) throw new DOMException("full", "QuotaExceededError");
        return write.apply(this, written);
      };
    },
    writes,
  );

/** The first write never returns. */
export const holdWritesOfThread = (panel: Page): Promise<void> =>
  changeFilesThread(panel, () => {
    const { prototype } = (globalThis as unknown as ThreadGlobals).FileSystemSyncAccessHandle;
    prototype.write = () => {
      for (;;);
    };
  });

/** Reading audio fails, by the handle of a file and by a copy of it. */
export const failReadsOfThread = (panel: Page): Promise<void> =>
  changeFilesThread(panel, () => {
    const error = new DOMException("unreadable", "NotReadableError");
    const { prototype } = (globalThis as unknown as ThreadGlobals).FileSystemSyncAccessHandle;
    prototype.read = () => {
      throw error;
    };
    Blob.prototype.arrayBuffer = () => Promise.reject(error);
  });
