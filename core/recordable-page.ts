/** Which pages are recorded, by their address. */

/** Chrome's own page for extensions, in its two places. */
const WEB_STORE = /^https:\/\/(chromewebstore\.google\.com|chrome\.google\.com\/webstore)(\/|$)/;

/** Pages of sites and files are; those of Chrome, of its Web Store and of extensions, and the source of a page, are not. */
export const isRecordablePage = (address: string): boolean =>
  /^(https?|file):/.test(address) && !WEB_STORE.test(address);
