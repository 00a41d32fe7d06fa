/** Lists that the user types into one field of the settings: key terms and languages. */

import type { SettingFault, SettingLimits } from "./rows.ts";

/** @param text terms separated by line ends, commas or semicolons; each is kept once, in its first spelling */
export function parseKeyTerms(text: string): readonly string[] {
  const bySpelling = new Map<string, string>();
  for (const part of text.split(/[\n,;]/)) {
    const term = part.trim().toWellFormed();
    const key = term.toLowerCase();
    if (term !== "" && !bySpelling.has(key)) bySpelling.set(key, term);
  }
  return [...bySpelling.values()];
}

export function keyTermsFault(text: string, limits: SettingLimits): SettingFault | null {
  const max = limits.keyTermLength;
  const terms = parseKeyTerms(text);
  const long = terms.find((term) => term.length > max);
  return long === undefined
    ? tooMany(terms.length, limits.keyTerms)
    : { kind: "term-too-long", term: long, max };
}

/** Every language that the model knows, in any mixture; it never stands beside other codes. */
const ANY_LANGUAGE = "multi";
/** ISO 639-1 or -2, then script and region as in BCP 47. The service decides which codes a model knows. */
const LANGUAGE_CODE = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i;

/** Reads language codes, each once. Valid codes are spelled as in BCP 47, others stay as typed. */
export const parseLanguages = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[\s,;]+/)
      .filter((code) => code !== "")
      .map(canonicalCode),
  ),
];

function canonicalCode(code: string): string {
  if (code.toLowerCase() === ANY_LANGUAGE) return ANY_LANGUAGE;
  return LANGUAGE_CODE.test(code) ? (Intl.getCanonicalLocales(code)[0] ?? code) : code;
}

export function languagesFault(text: string, limits: SettingLimits): SettingFault | null {
  const codes = parseLanguages(text);
  const wrong = codes.find((code) => code !== ANY_LANGUAGE && !LANGUAGE_CODE.test(code));
  if (wrong !== undefined) return { kind: "no-language", code: wrong };
  if (codes.length > 1 && codes.includes(ANY_LANGUAGE)) return { kind: "any-language-alone" };
  return tooMany(codes.length, limits.languages);
}

const tooMany = (count: number, max: number): SettingFault | null =>
  count > max ? { kind: "too-many", count, max } : null;
