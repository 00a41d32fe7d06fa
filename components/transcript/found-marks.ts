/**
 * Marks what was found, with highlights of CSS: ranges of text, no elements. Only in the groups of turns near the view: of
 * fifty thousand matches a few hundred are drawn.
 */

import { turnId } from "../../core/meeting.ts";
import type { Match } from "../../core/transcript/find.ts";
import type { TurnGroup } from "../../core/transcript/turn-groups.ts";

const FOUND = "found";
const FOUND_NOW = "found-now";
/** So far outside the view a group is marked too: more than scrolls by between two frames. */
const NEAR_PX = 600;

export interface DrawnGroup {
  readonly element: Element;
  readonly turns: TurnGroup;
}

/** @param groups The elements of a scrolling one, and what they show. */
export function groupsNear(scroller: Element, groups: readonly DrawnGroup[]): DrawnGroup[] {
  const view = scroller.getBoundingClientRect();
  return groups.filter(({ element }) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom >= view.top - NEAR_PX && top <= view.bottom + NEAR_PX;
  });
}

/** Takes the place of what was marked before. */
export function markFound(
  groups: readonly DrawnGroup[],
  find: (turns: TurnGroup) => readonly Match[],
  now: Match | undefined,
): void {
  const found = new Highlight();
  const foundNow = new Highlight();
  foundNow.priority = 1;
  for (const { element, turns } of groups)
    for (const match of find(turns)) {
      const range = rangeOf(element, match);
      if (range) (isSame(match, now) ? foundNow : found).add(range);
    }
  CSS.highlights.set(FOUND, found);
  CSS.highlights.set(FOUND_NOW, foundNow);
}

export function unmarkFound(): void {
  CSS.highlights.delete(FOUND);
  CSS.highlights.delete(FOUND_NOW);
}

/** Null where the turn is not drawn, or is being rewritten. */
export function rangeOf(content: Element, { turn, start, end }: Match): Range | null {
  const article = content.querySelector(`[data-turn="${CSS.escape(turnId(turn))}"]`);
  const words = article?.querySelector("p")?.firstChild;
  if (!(words instanceof Text) || end > words.length) return null;
  const range = new Range();
  range.setStart(words, start);
  range.setEnd(words, end);
  return range;
}

const isSame = (match: Match, other: Match | undefined): boolean =>
  other !== undefined && match.turn === other.turn && match.start === other.start;
