/** Names and terms that the recogniser should expect, within the limits of protocol §2. */

export const MAX_KEY_TERMS = 100;
/** Longer ones are passed over by the service without a word. */
export const MAX_KEY_TERM_LENGTH = 50;

/** What a person has typed or pasted: one on a line, or commas between them; each once, in the first spelling. */
export const parseKeyTerms = (text: string): readonly string[] =>
  unique(text.split(/[\n,;]/).map((term) => term.trim().toWellFormed()));

/**
 * The list of one meeting: its own terms first, then those of the settings, each once and never more than the service takes.
 * Terms that are too long are left out.
 */
export const mergeKeyTerms = (
  own: readonly string[],
  defaults: readonly string[],
): readonly string[] =>
  unique([...own, ...defaults])
    .filter((term) => term.length <= MAX_KEY_TERM_LENGTH)
    .slice(0, MAX_KEY_TERMS);

function unique(terms: readonly string[]): readonly string[] {
  const byWord = new Map<string, string>();
  for (const term of terms) {
    const word = term.toLowerCase();
    if (term !== "" && !byWord.has(word)) byWord.set(word, term);
  }
  return [...byWord.values()];
}
