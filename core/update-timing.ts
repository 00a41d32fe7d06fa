/** When the extension may be replaced by its next version. */

/**
 * An update reloads everything: it would end a recording or a transcription, which run in the offscreen document, and close
 * the panel before the eyes of whoever is reading in it. So only while nothing but the service worker is there.
 *
 * @param openContexts types of the extension's contexts, as `chrome.runtime.getContexts` names them
 */
export const isUpdateTimely = (openContexts: readonly string[]): boolean =>
  openContexts.every((type) => type === "BACKGROUND");
