/** Messages of a service for the diagnostics file. A message may repeat what was said or typed, so such words are left out. */

const MAX_CHARACTERS = 200;
const OMITTED = "…";

/**
 * Leaves out addresses, quotations other than the name of a parameter, words that this content holds, and words that are not plain ASCII
 * or are as long as a token: the services write English, so those are quoted.
 *
 * @param content what was said or typed and may be repeated
 */
export function serviceWords(message: string, content: readonly string[]): string {
  const held = new Set(content.flatMap(wordsOf));
  return message
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, OMITTED)
    .replace(/“[^”]*”|"[^"]*"|'[^']*'(?!\w)|`[^`]*`/g, (quoted) =>
      /^.[a-z_]+.$/.test(quoted) ? quoted : OMITTED,
    )
    .replace(WORD, (word) =>
      /^[A-Za-z0-9_]{1,40}$/.test(word) && !held.has(word.toLowerCase()) ? word : OMITTED,
    )
    .replace(/…(?:[^\p{L}\p{N}_]*…)+/gu, OMITTED)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MAX_CHARACTERS);
}

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(WORD) ?? [];
