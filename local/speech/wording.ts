/**
 * Rewrites recognised words by the session's parameters: spells key terms as given, masks swear words, replaces
 * personal data (docs/protocol.md#connection-parameters). Short lists stand in for the real detection; times and
 * confidences stay.
 */

import { isGivenName } from "../../core/language/english/names.ts";
import type { EngineWord } from "./engine.ts";
import type { Parameters } from "./parameters.ts";

/** Longer terms are ignored. */
const MAX_TERM_LENGTH = 50;
const SWEAR_WORDS = new Set(["damn", "damned", "crap", "shit", "bullshit", "fuck", "fucking"]);

export function reworded(
  words: readonly EngineWord[],
  parameters: Parameters,
): readonly EngineWord[] {
  const { keyterms_prompt: terms = [], filter_profanity: isFiltered = false } = parameters;
  let spelled: readonly string[] = words.map((word) => word.text);
  for (const term of terms) {
    if (term.length <= MAX_TERM_LENGTH) spelled = spell(spelled, term.split(/\s+/));
  }
  return words.map((word, index) => {
    const text = spelled[index] ?? word.text;
    const masked = isFiltered ? inside(text, mask) : text;
    return {
      ...word,
      text: parameters.redact_pii ? redacted(masked, parameters.redact_pii_sub) : masked,
    };
  });
}

function spell(texts: readonly string[], term: readonly string[]): readonly string[] {
  const result = [...texts];
  for (let start = 0; start + term.length <= texts.length; start++) {
    const isHere = term.every((part, n) => bare(texts[start + n] ?? "") === bare(part));
    if (!isHere) continue;
    for (const [n, part] of term.entries()) {
      result[start + n] = inside(texts[start + n] ?? "", () => part);
    }
  }
  return result;
}

const mask = (word: string): string =>
  SWEAR_WORDS.has(word.toLowerCase()) ? word.charAt(0) + "*".repeat(word.length - 1) : word;

const redacted = (text: string, substitute: Parameters["redact_pii_sub"] = "hash"): string =>
  inside(text, (word) => {
    const kind = kindOf(word);
    if (kind === null) return word;
    return substitute === "hash" ? "#".repeat(word.length) : `[${kind}]`;
  });

function kindOf(word: string): string | null {
  if (isGivenName(word.toLowerCase())) return "PERSON_NAME";
  if (/^\S+@\S+\.\S+$/.test(word)) return "EMAIL_ADDRESS";
  return word.replace(/\D/g, "").length >= 7 ? "PHONE_NUMBER" : null;
}

/** Changes a word and keeps the punctuation around it. */
function inside(text: string, change: (word: string) => string): string {
  const word = withoutMarks(text);
  return word === "" ? text : text.replace(word, () => change(word));
}

const bare = (text: string): string => withoutMarks(text).toLowerCase();

const withoutMarks = (text: string): string =>
  text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
