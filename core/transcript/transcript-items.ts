/**
 * Items of a transcript, in the panel and in exports: turns that have words, and marks between them. Sections keep their identity
 * while they do not change, so that a list of thousands of turns redraws only one of them.
 */

import type { Mark, PartialTurn, Turn } from "../meeting.ts";
import { speakerKey, type SpeakerNames } from "./speaker.ts";
import type { TurnGroup, TurnGroups } from "./turn-groups.ts";

export type TranscriptItem = { readonly type: "turn"; readonly turn: Turn } | Mark;

export interface TranscriptSection {
  readonly turns: TurnGroup;
  readonly marks: readonly Mark[];
  readonly items: readonly TranscriptItem[];
}

/** Key of a mark in lists, unique in its meeting. */
export function markKey(mark: Mark): string {
  if (mark.type === "bookmark") return mark.id;
  return mark.type === "gap" ? `gap ${mark.stoppedAt}` : `pause ${mark.pausedAt}`;
}

/** Consecutive turns with the same key share the name of their speaker. */
export const headingKey = (turn: Turn | PartialTurn, names: SpeakerNames): string =>
  `${speakerKey(turn, names)}${turn.isDraft ? " draft" : ""}`;

/** A turn without words is an echo, or silence that was taken for speech. */
export const hasWords = ({ text }: Pick<Turn, "text">): boolean => text.trim() !== "";

/**
 * Puts each mark before the turns that begin at its time or later.
 *
 * @param turns in the order they were spoken
 */
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

/** @param before result of the last call, whose unchanged sections are reused */
export function sectionsOf(
  groups: TurnGroups,
  marks: readonly Mark[],
  before: readonly TranscriptSection[] = [],
): readonly TranscriptSection[] {
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

/** Compares contents, because marks read from the database are new objects. */
const isSame = (some: readonly Mark[], others: readonly Mark[]): boolean =>
  some.length === others.length && JSON.stringify(some) === JSON.stringify(others);
