/**
 * The language of the words on a page: what screen readers, fonts and line breaks go by, and how its dates and numbers are
 * written. Not always Chrome's own: where Chrome speaks none of ours, its messages are English.
 */

import { i18n } from "#i18n";

const chromesLanguage = (): string => i18n.t("@@ui_locale").replaceAll("_", "-");
const isChromesOwn = (): boolean => {
  const [words, chromes] = [i18n.t("language.tag"), chromesLanguage()];
  return words.split("-")[0] === chromes.split("-")[0];
};

/** As a BCP 47 tag, with the region of Chrome's own language where that is the same one: "de", "en-GB", "es-419". */
export const wordsLanguage = (): string =>
  isChromesOwn() ? chromesLanguage() : i18n.t("language.tag");

/** `@@bidi_dir` alone would lay out English words from right to left in an Arabic Chrome. */
export const wordsDirection = (): "ltr" | "rtl" =>
  isChromesOwn() && i18n.t("@@bidi_dir") === "rtl" ? "rtl" : "ltr";

/** Tells a page what it is written in, before anything is drawn. */
export function declareLanguage(root: HTMLElement): void {
  root.lang = wordsLanguage();
  root.dir = wordsDirection();
}
