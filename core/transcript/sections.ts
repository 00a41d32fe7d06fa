/**
 * What a transcript shows, in its order: turns that have words, and between them the marks of the meeting. In sections as
 * stable as the groups they are made of, so that a list of thousands redraws one of them. Screen and exports read the same.
 */

import type { Mark, Turn } from "../meeting.ts";
import type { TurnGroup, TurnGroups } from "./turn-groups.ts";

export type TranscriptItem = { readonly type: "turn"; readonly turn: Turn } | Mark;

export interface Section {
  readonly turns: TurnGroup;
  readonly marks: readonly Mark[];
  readonly items: readonly TranscriptItem[];
}

/** Of a mark in its meeting, for list keys. */
export const markKey = (mark: Mark): string =>
  mark.type === "bookmark" ? mark.id : `pause ${mark.pausedAt}`;

/** A turn without words is an echo of another, or silence that somebody took for words. */
export const hasWords = ({ text }: Pick<Turn, "text">): boolean => text.trim() !== "";

/** @param turns In the order they were spoken. A mark comes before what begins at its time or later. */
export function transcriptItems(
  turns: readonly Turn[],
  marks: readonly Mark[],
): readonly TranscriptItem[] {
  const items: TranscriptItem[] = [];
  let next = 0;
  for (const turn of turns) {
    if (!hasWords(turn)) continue;
    for (let mark = marks[next]; mark && mark.atMs <= turn.startMs; mark = marks[++next])
      items.push(mark);
    items.push({ type: "turn", turn });
  }
  return [...items, ...marks.slice(next)];
}

const NO_TURNS: TurnGroup = [];

/** @param before What this gave the last time: of it, every section that is still true is given again. */
export function sectionsOf(
  groups: TurnGroups,
  marks: readonly Mark[],
  before: readonly Section[] = [],
): readonly Section[] {
  if (groups.length === 0 && marks.length > 0) return sectionsOf([NO_TURNS], marks, before);
  const known = new Map(before.map((section) => [section.turns, section]));
  let next = 0;
  return groups.map((turns, index) => {
    const end = groups[index + 1]?.[0]?.startMs ?? Infinity;
    const from = next;
    while ((marks[next]?.atMs ?? Infinity) < end) next++;
    const own = marks.slice(from, next);
    const section = known.get(turns);
    return section && isSame(section.marks, own)
      ? section
      : { turns, marks: own, items: transcriptItems(turns, own) };
  });
}

/** Marks that are read anew from the database are other objects of the same content. */
const isSame = (some: readonly Mark[], others: readonly Mark[]): boolean =>
  some.length === others.length && JSON.stringify(some) === JSON.stringify(others);
