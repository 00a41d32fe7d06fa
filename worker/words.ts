/** Other people's words inside our sentences. */

/** Somebody else's words, fit for a sentence: one line, clipped, and without `secret` should they have repeated it. */
export function quote(words: string, secret: string): string {
  const line = words
    .replaceAll(secret, "…")
    .replaceAll(/[\s\p{C}]+/gu, " ")
    .trim();
  return clip(line, 200);
}

export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
