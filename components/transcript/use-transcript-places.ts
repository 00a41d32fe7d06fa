/** Finds turns and matches on the page and scrolls them into view, rendering them first if necessary. */

import type { Ref } from "vue";
import { type Turn, turnId } from "../../core/meeting.ts";
import type { Match } from "../../core/transcript/find.ts";
import type { TranscriptSection } from "../../core/transcript/transcript-items.ts";
import { groupsNear, rangeOfMatch, type RenderedGroup } from "./find-highlights.ts";
import { rowByKey } from "./row-focus.ts";

interface Places {
  readonly scroller: Readonly<Ref<HTMLElement | null>>;
  readonly content: Readonly<Ref<HTMLElement | null>>;
  /** The rendered sections, which are the first elements of the content. */
  readonly rendered: Readonly<Ref<readonly TranscriptSection[]>>;
  readonly renderAll: () => Promise<void>;
  /** Stops following the end of the transcript. */
  readonly release: () => void;
}

export function useTranscriptPlaces({ scroller, content, rendered, renderAll, release }: Places) {
  const renderedGroups = (): RenderedGroup[] =>
    [...(content.value?.children ?? [])]
      .slice(0, rendered.value.length)
      .map((element, index) => ({ element, turns: rendered.value[index]?.turns ?? [] }));

  /** Scrolls a turn into view and focuses it. */
  async function reveal(id: string): Promise<void> {
    release();
    await renderAll();
    const article = rowByKey(content.value, id);
    if (!article) return;
    article.scrollIntoView({ block: "center" });
    // Focusable only now: otherwise a click on a word would focus its turn.
    article.tabIndex = -1;
    article.addEventListener("blur", () => article.removeAttribute("tabindex"), { once: true });
    article.focus({ preventScroll: true });
  }

  /** Scrolls a match into view, if it is not there already. */
  async function show(match: Match): Promise<void> {
    if (isInView(match)) return;
    release();
    await renderAll();
    rowByKey(content.value, turnId(match.turn))?.scrollIntoView({ block: "center" });
    const view = scroller.value;
    const range = content.value && rangeOfMatch(content.value, match);
    // A turn can be longer than the view.
    if (!view || !range || isInView(match)) return;
    view.scrollTop += range.getBoundingClientRect().top - middleOf(view.getBoundingClientRect());
  }

  function isInView(match: Match): boolean {
    const view = scroller.value;
    const near = view && groupsNear(view, renderedGroups());
    const group = near?.find(({ turns }) => turns.includes(match.turn));
    const box = group && rangeOfMatch(group.element, match)?.getBoundingClientRect();
    return view && box ? isWithin(box, view.getBoundingClientRect()) : false;
  }

  /** Returns the start of the first turn that is at least partly in view, or 0. */
  function viewFromMs(): number {
    const view = scroller.value;
    if (!view) return 0;
    const { top } = view.getBoundingClientRect();
    for (const { element, turns } of groupsNear(view, renderedGroups())) {
      const seen = turns.find((turn) => isBelow(rowByKey(element, turnId(turn)), top));
      if (seen) return seen.startMs;
    }
    return 0;
  }

  const turnOf = (key: string): Turn | undefined =>
    rendered.value.flatMap(({ turns }) => turns).find((turn) => turnId(turn) === key);

  return { renderedGroups, reveal, show, viewFromMs, turnOf };
}

const isBelow = (row: Element | null, top: number): boolean =>
  row !== null && row.getBoundingClientRect().bottom > top;

const isWithin = (box: DOMRect, view: DOMRect): boolean =>
  box.top >= view.top && box.bottom <= view.bottom;

const middleOf = ({ top, bottom }: DOMRect): number => (top + bottom) / 2;
