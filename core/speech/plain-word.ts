/** A word without case and punctuation, which differ with what was heard before and after it. May be empty. */
export const plainWord = (text: string): string =>
  text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
