/** Which pages are recorded, by their address. */

/** The page for extensions: Chrome's in its two places, and Edge's. */
const WEB_STORE =
  /^https:\/\/(chromewebstore\.google\.com|chrome\.google\.com\/webstore|microsoftedge\.microsoft\.com\/addons)(\/|$)/;

/** Pages of sites and files are; those of the browser, of its store and of extensions, and the source of a page, are not. */
export const isRecordablePage = (address: string): boolean =>
  /^(https?|file):/.test(address) && !WEB_STORE.test(address);
