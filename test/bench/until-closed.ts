/** Waits until a page or document is closed. */

import type { Browser } from "puppeteer-core";

/**
 * Waits until no target with this address is open. `waitForTarget` notices only targets that open or change.
 * @param address Beginning of the address
 */
export function untilClosed(browser: Browser, address: string): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (browser.targets().some((target) => target.url().startsWith(address))) return;
      browser.off("targetdestroyed", look);
      resolve();
    };
    browser.on("targetdestroyed", look);
    look();
  });
}
