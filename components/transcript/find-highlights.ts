/**
 * Highlights matches with CSS highlights, which need no elements, and only in groups near the view: a few hundred of fifty
 * thousand matches.
 */

import { turnId } from "../../core/meeting.ts";
import type { Match } from "../../core/transcript/find.ts";
import type { TurnGroup } from "../../core/transcript/turn-groups.ts";

const FOUND = "found";
const FOUND_NOW = "found-now";
/** Distance from the view up to which groups are highlighted: more than scrolls by between two frames. */
const NEAR_PX = 600;

export interface RenderedGroup {
  readonly element: Element;
  readonly turns: TurnGroup;
}

export function groupsNear(scroller: Element, groups: readonly RenderedGroup[]): RenderedGroup[] {
  const view = scroller.getBoundingClientRect();
  return groups.filter(({ element }) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom >= view.top - NEAR_PX && top <= view.bottom + NEAR_PX;
  });
}

/** Replaces the previous highlights. */
export function highlightMatches(
  groups: readonly RenderedGroup[],
  find: (turns: TurnGroup) => readonly Match[],
  now: Match | undefined,
): void {
  const found = new Highlight();
  const foundNow = new Highlight();
  foundNow.priority = 1;
  for (const { element, turns } of groups)
    for (const match of find(turns)) {
      const range = rangeOfMatch(element, match);
      if (range) (isSame(match, now) ? foundNow : found).add(range);
    }
  CSS.highlights.set(FOUND, found);
  CSS.highlights.set(FOUND_NOW, foundNow);
}

export function clearHighlights(): void {
  CSS.highlights.delete(FOUND);
  CSS.highlights.delete(FOUND_NOW);
}

/** Returns null if the turn is not rendered or is being edited. */
export function rangeOfMatch(content: Element, { turn, start, end }: Match): Range | null {
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
