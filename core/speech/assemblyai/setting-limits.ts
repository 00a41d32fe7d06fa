/**
 * What the speech service takes of settings that the user types, and how its lists are read from text.
 * Limits: docs/protocol.md#connection-parameters.
 */

import type { SettingFault } from "../../settings/rows.ts";

export const MAX_PROMPT_LENGTH = 1750;
export const MAX_SPEAKERS = 10;
export const INACTIVITY_SECONDS = { from: 5, to: 3600 } as const;

export const MAX_KEY_TERMS = 100;
/** The service ignores longer terms without a warning. */
const MAX_KEY_TERM_LENGTH = 50;

const MAX_LANGUAGES = 10;
/** Every language that the model knows, in any mixture; it never stands beside other codes. */
const ANY_LANGUAGE = "multi";
/** ISO 639-1 or -2, then script and region as in BCP 47. The service decides which codes a model knows. */
const LANGUAGE_CODE = /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?$/i;

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

export function keyTermsFault(text: string): SettingFault | null {
  const terms = parseKeyTerms(text);
  const long = terms.find((term) => term.length > MAX_KEY_TERM_LENGTH);
  if (long !== undefined) return { kind: "term-too-long", term: long, max: MAX_KEY_TERM_LENGTH };
  return tooMany(terms.length, MAX_KEY_TERMS);
}

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

export function languagesFault(text: string): SettingFault | null {
  const codes = parseLanguages(text);
  const wrong = codes.find((code) => code !== ANY_LANGUAGE && !LANGUAGE_CODE.test(code));
  if (wrong !== undefined) return { kind: "no-language", code: wrong };
  if (codes.length > 1 && codes.includes(ANY_LANGUAGE)) return { kind: "any-language-alone" };
  return tooMany(codes.length, MAX_LANGUAGES);
}

const tooMany = (count: number, max: number): SettingFault | null =>
  count > max ? { kind: "too-many", count, max } : null;
