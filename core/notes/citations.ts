/** Citations in notes: `[3]` names the third turn, counted when the note was made. */

import { type Note, type Turn, turnId } from "../meeting.ts";

type CitedPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "citation"; readonly turnNumber: number };

const CITATION = /\[(\d{1,6})\]/g;

export const citedNumbers = (text: string): readonly number[] =>
  Array.from(text.matchAll(CITATION), ([, digits]) => Number(digits));

/** Splits text at its citations without losing any of it. */
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

/** @param write returns the replacement of a citation, or `null` to leave it */
export const replaceCitations = (
  text: string,
  write: (turnNumber: number) => string | null,
): string => text.replace(CITATION, (whole, digits: string) => write(Number(digits)) ?? whole);

export const withoutCitations = (text: string): string => text.replace(/[ \t]*\[\d{1,6}\]/g, "");

/** Returns the turn of each citation. Turns are found by id, because a turn that arrives late shifts the numbers of others. */
export function citedTurns(
  note: Pick<Note, "citations">,
  turns: readonly Turn[],
): (turnNumber: number) => Turn | null {
  const { citations } = note;
  if (!citations) return (turnNumber) => turns[turnNumber - 1] ?? null;
  const byId = new Map(turns.map((turn) => [turnId(turn), turn]));
  return (turnNumber) => byId.get(citations[turnNumber] ?? "") ?? null;
}

/** Renews the numbers of all citations for the turns as they are now; citations of missing turns are dropped. */
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
