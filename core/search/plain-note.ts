/** The words of a note as a person reads them, without the signs of its Markdown and without citations. */

import { withoutCitations } from "../notes/citations.ts";

export const plainNote = (markdown: string): string =>
  withoutCitations(markdown)
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/gm, "")
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
    .replace(/\*\*|__|~~|`+/g, "")
    .replace(/^[ \t]*(?:[-*_|:][ \t]*){3,}$/gm, "")
    .trim();
