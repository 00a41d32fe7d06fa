/** Simulates a full disk for a page of the extension. */

import type { Page } from "puppeteer-core";

/** Makes later writes fail as on a full disk. Setting a quota is no alternative: unlimitedStorage ignores it. */
export const fillDiskAfter = (panel: Page, writes: number): Promise<void> =>
  panel.evaluate((limit) => {
    const { write } = FileSystemWritableFileStream.prototype;
    let count = 0;
    FileSystemWritableFileStream.prototype.write = function (chunk) {
      if (count++ >= limit) return Promise.reject(new DOMException("full", "QuotaExceededError"));
      return write.call(this, chunk);
    };
  }, writes);
