/** A meeting as text: a file of any format there is, or what goes to the clipboard. */

import type { DocumentSource } from "../../../core/export/document.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import {
  type PastedFormatName,
  TEXT_FORMATS,
  type TextFormatName,
} from "../../../core/export/formats.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import { documentWords } from "./document-words.ts";
import type { ExportedFile } from "./download-file.ts";

/** @param templates The person's own, which name their notes */
export function textFile(
  format: TextFormatName,
  source: DocumentSource,
  templates: readonly NoteTemplate[],
): ExportedFile {
  const { title, startedAt } = source.meeting;
  const { extension, type, write } = TEXT_FORMATS[format];
  return {
    blob: new Blob([write(source, documentWords(source.meeting, templates))], { type }),
    name: exportFileName(title, startedAt, extension),
  };
}

export const pastedText = (
  format: PastedFormatName,
  source: DocumentSource,
  templates: readonly NoteTemplate[],
): string => TEXT_FORMATS[format].paste(source, documentWords(source.meeting, templates));
