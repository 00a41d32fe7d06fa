/** Waits for a page or document to be gone. */

import type { Browser } from "puppeteer-core";

/** Resolves when nothing whose address begins so is open. (`waitForTarget` looks only at what opens or changes.) */
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
