/** Finds places of a transcript on the page and brings them into view, wherever they are and whether they are drawn yet or not. */

import type { Ref } from "vue";
import { type Turn, turnId } from "../../core/meeting.ts";
import type { Match } from "../../core/transcript/find.ts";
import type { Section } from "../../core/transcript/sections.ts";
import { type DrawnGroup, groupsNear, rangeOf } from "./found-marks.ts";
import { rowByKey } from "./row-focus.ts";

interface Places {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  readonly content: Readonly<Ref<HTMLElement | null>>;
  /** The sections that are drawn: the first elements of the content. */
  readonly drawn: Readonly<Ref<readonly Section[]>>;
  readonly drawAll: () => Promise<void>;
  /** Stops following the end. */
  readonly release: () => void;
}

export function useTranscriptPlaces({ scroller, content, drawn, drawAll, release }: Places) {
  const drawnGroups = (): DrawnGroup[] =>
    [...(content.value?.children ?? [])]
      .slice(0, drawn.value.length)
      .map((element, index) => ({ element, turns: drawn.value[index]?.turns ?? [] }));

  /** Brings a turn into view and marks it. */
  async function reveal(id: string): Promise<void> {
    release();
    await drawAll();
    const article = rowByKey(content.value, id);
    if (!article) return;
    article.scrollIntoView({ block: "center" });
    // Only now, or else a click into the words would mark their turn as well.
    article.tabIndex = -1;
    article.addEventListener("blur", () => article.removeAttribute("tabindex"), { once: true });
    article.focus({ preventScroll: true });
  }

  /** Brings words into view; where they are in it already, nothing moves. */
  async function show(match: Match): Promise<void> {
    if (isInView(match)) return;
    release();
    await drawAll();
    rowByKey(content.value, turnId(match.turn))?.scrollIntoView({ block: "center" });
    const view = scroller.value;
    const range = content.value && rangeOf(content.value, match);
    // A turn can be longer than the view.
    if (!view || !range || isInView(match)) return;
    view.scrollTop += range.getBoundingClientRect().top - middleOf(view.getBoundingClientRect());
  }

  function isInView(match: Match): boolean {
    const view = scroller.value;
    const near = view && groupsNear(view, drawnGroups());
    const group = near?.find(({ turns }) => turns.includes(match.turn));
    const box = group && rangeOf(group.element, match)?.getBoundingClientRect();
    return view && box ? isWithin(box, view.getBoundingClientRect()) : false;
  }

  /** Start of the first turn that is seen whole or in part; 0 where none is. */
  function viewFromMs(): number {
    const view = scroller.value;
    if (!view) return 0;
    const { top } = view.getBoundingClientRect();
    for (const { element, turns } of groupsNear(view, drawnGroups())) {
      const seen = turns.find((turn) => isBelow(rowByKey(element, turnId(turn)), top));
      if (seen) return seen.startMs;
    }
    return 0;
  }

  const turnOf = (key: string): Turn | undefined =>
    drawn.value.flatMap(({ turns }) => turns).find((turn) => turnId(turn) === key);

  return { drawnGroups, reveal, show, viewFromMs, turnOf };
}

const isBelow = (row: Element | null, top: number): boolean =>
  row !== null && row.getBoundingClientRect().bottom > top;

const isWithin = (box: DOMRect, view: DOMRect): boolean =>
  box.top >= view.top && box.bottom <= view.bottom;

const middleOf = ({ top, bottom }: DOMRect): number => (top + bottom) / 2;
