/** Converts between characters of an element's text and positions on the page, across text nodes. */

/** Returns the index of the character at this point of the window, or null if the point is outside the element. */
export function characterAt(element: Element, x: number, y: number): number | null {
  const caret = caretAt(x, y);
  if (!caret || !element.contains(caret.node)) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(caret.node, caret.offset);
  return before.toString().length;
}

function caretAt(x: number, y: number): { readonly node: Node; readonly offset: number } | null {
  // Available since Chrome 128.
  if ("caretPositionFromPoint" in document) {
    const caret = document.caretPositionFromPoint(x, y);
    return caret && { node: caret.offsetNode, offset: caret.offset };
  }
  const range = (document as Document).caretRangeFromPoint(x, y);
  return range && { node: range.startContainer, offset: range.startOffset };
}

/** Returns the range of these characters, or null if the element has fewer. */
export function rangeOf(element: Element, from: number, to: number): Range | null {
  const range = document.createRange();
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let at = 0;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const length = text.textContent?.length ?? 0;
    if (from >= at && from < at + length) range.setStart(text, from - at);
    if (to > at && to <= at + length) {
      range.setEnd(text, to - at);
      return range;
    }
    at += length;
  }
  return null;
}

/** Returns true if the point lies in the range's boxes or within 3 px beside them. */
export const isAt = (range: Range, x: number, y: number): boolean =>
  Array.from(range.getClientRects()).some(
    ({ left, right, top, bottom }) =>
      x >= left - NEAR_PX && x <= right + NEAR_PX && y >= top && y <= bottom,
  );
const NEAR_PX = 3;
