/** Citations in notes: `[3]` names a turn by its place in the meeting when the note was made. */

import { type Note, type Turn, turnId } from "../meeting.ts";

type CitedPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "citation"; readonly turnNumber: number };

const CITATION = /\[(\d{1,6})\]/g;

/** The numbers that a text cites, in their order. */
export const citedNumbers = (text: string): readonly number[] =>
  Array.from(text.matchAll(CITATION), ([, digits]) => Number(digits));

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

/** For where nobody can follow a citation: the same text without them. */
export const withoutCitations = (text: string): string => text.replace(/[ \t]*\[\d{1,6}\]/g, "");

/** Which turn a citation of this note names: by its identity, since a turn that came late moves the places of others. */
export function citedTurns(
  note: Pick<Note, "citations">,
  turns: readonly Turn[],
): (turnNumber: number) => Turn | null {
  const { citations } = note;
  if (!citations) return (turnNumber) => turns[turnNumber - 1] ?? null;
  const byId = new Map(turns.map((turn) => [turnId(turn), turn]));
  return (turnNumber) => byId.get(citations[turnNumber] ?? "") ?? null;
}

/** The same text with the places that its turns have by now; a citation of a turn that is gone is left out. */
export function renumbered(
  note: Pick<Note, "citations" | "markdown">,
  turns: readonly Turn[],
): string {
  const placeOf = new Map(turns.map((turn, index) => [turnId(turn), index + 1]));
  const turnOf = citedTurns(note, turns);
  return replaceCitations(note.markdown, (turnNumber) => {
    const turn = turnOf(turnNumber);
    return turn ? `[${placeOf.get(turnId(turn))}]` : "";
  });
}
