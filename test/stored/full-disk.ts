/** A disk that takes no more, for a page of the extension. */

import type { Page } from "puppeteer-core";

/** What Chrome says when the disk is full. A quota can't be set for that: an extension with unlimitedStorage has none. */
export const fillDiskAfter = (panel: Page, writes: number): Promise<void> =>
  panel.evaluate((limit) => {
    const { write } = FileSystemWritableFileStream.prototype;
    let count = 0;
    FileSystemWritableFileStream.prototype.write = function (chunk) {
      if (count++ >= limit) return Promise.reject(new DOMException("full", "QuotaExceededError"));
      return write.call(this, chunk);
    };
  }, writes);
