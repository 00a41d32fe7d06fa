/**
 * Language and direction of a page's text. Screen readers, fonts, line breaks and the formats of dates and numbers depend on
 * it. It differs from Chrome's language if Earshot has no translation for that: then the text is English.
 */

import { i18n } from "#i18n";

const chromeLanguage = (): string => i18n.t("@@ui_locale").replaceAll("_", "-");
const hasChromeLanguage = (): boolean =>
  i18n.t("language.tag").split("-")[0] === chromeLanguage().split("-")[0];

/** Returns a BCP 47 tag, with the region of Chrome's language if it is the same language: "de", "en-GB", "es-419". */
export const wordsLanguage = (): string =>
  hasChromeLanguage() ? chromeLanguage() : i18n.t("language.tag");

/** `@@bidi_dir` alone would lay out English text from right to left in an Arabic Chrome. */
export const wordsDirection = (): "ltr" | "rtl" =>
  hasChromeLanguage() && i18n.t("@@bidi_dir") === "rtl" ? "rtl" : "ltr";

const LANGUAGES = "en zh nl fr de hi it ja ko pl pt ru es tr uk".split(" ");

/** Suggested languages for notes by their names in the reader's language, which models understand. */
export function noteLanguages(): readonly string[] {
  const names = new Intl.DisplayNames(wordsLanguage(), { type: "language" });
  return LANGUAGES.map((code) => names.of(code) ?? code).toSorted(
    new Intl.Collator(wordsLanguage()).compare,
  );
}

/** Sets the page's language and direction. Call it before anything is rendered. */
export function declareLanguage(root: HTMLElement): void {
  root.lang = wordsLanguage();
  root.dir = wordsDirection();
}
