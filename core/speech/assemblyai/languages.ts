/** Languages that a session is told to expect, within the limits of protocol §2. */

export const MAX_LANGUAGES = 10;

/** All languages that the model knows, in any mixture; never beside others. */
export const ANY_LANGUAGE = "multi";

/** ISO 639-1 or -2, then script and region as in BCP 47. Which of them a model knows, the service decides. */
const CODE = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i;

export const isLanguageCode = (code: string): boolean => code === ANY_LANGUAGE || CODE.test(code);

/** What a person has typed, each once; codes are spelled as BCP 47 has them, what is none stays as it is. */
export const parseLanguages = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/)
      .filter((code) => code !== "")
      .map(spelled),
  ),
];

const spelled = (code: string): string => {
  if (code.toLowerCase() === ANY_LANGUAGE) return ANY_LANGUAGE;
  return CODE.test(code) ? (Intl.getCanonicalLocales(code)[0] ?? code) : code;
};
