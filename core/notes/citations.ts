/** Citations in notes: `[3]` names the third turn of the meeting in the order they were spoken. */

type CitedPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "citation"; readonly turnNumber: number };

const CITATION = /\[(\d{1,6})\]/g;

/** Splits a run of text at its citations; joined again, the parts say what the text said. */
export function splitCitations(text: string): CitedPart[] {
  const parts: CitedPart[] = [];
  let end = 0;
  for (const match of text.matchAll(CITATION)) {
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    parts.push({ kind: "citation", turnNumber: Number(match[1]) });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}

/** Replaces every citation by what `write` makes of it; a citation for which that is null stays as it was. */
export const replaceCitations = (
  text: string,
  write: (turnNumber: number) => string | null,
): string => text.replace(CITATION, (whole, digits: string) => write(Number(digits)) ?? whole);
