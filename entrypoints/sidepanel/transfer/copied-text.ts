/** A meeting or a part of it as the clipboard takes it. */

import { documentWords } from "../../../components/words/document-words.ts";
import type { DocumentSource } from "../../../core/export/document.ts";
import { pastedMarkdown } from "../../../core/export/markdown.ts";
import { blocksHtml } from "../../../core/export/rich/blocks-html.ts";
import { type DocumentPart, meetingBlocks } from "../../../core/export/rich/meeting-blocks.ts";
import { blocksText } from "../../../core/export/rich/blocks-text.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";

/** Formatted and as plain text at once. */
export function formattedCopy(
  from: DocumentSource,
  templates: readonly NoteTemplate[],
  how: { readonly part: DocumentPart; readonly hasTimes: boolean },
): ClipboardItem {
  const blocks = meetingBlocks(from, documentWords(from.meeting, templates), how);
  return new ClipboardItem({
    "text/html": new Blob([blocksHtml(blocks)], { type: "text/html" }),
    "text/plain": new Blob([blocksText(blocks)], { type: "text/plain" }),
  });
}

export const markdownCopy = (from: DocumentSource, templates: readonly NoteTemplate[]): string =>
  pastedMarkdown(from, documentWords(from.meeting, templates));
