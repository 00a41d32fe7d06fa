/** A meeting as text files, one of each format. */

import { documentWords } from "../../../components/words/document-words.ts";
import type { DocumentSource } from "../../../core/export/document.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import {
  TEXT_FORMATS,
  type TextFormatName,
  textFormatNames,
} from "../../../core/export/formats.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
import type { ArchivedText } from "../../../core/protocol/files.ts";
import type { ExportedFile } from "./download-file.ts";

/** @param templates the user's own, whose names stand above their notes */
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

/** A file of each format, for an archive. */
export function archivedTexts(
  source: DocumentSource,
  templates: readonly NoteTemplate[],
): readonly ArchivedText[] {
  const words = documentWords(source.meeting, templates);
  return textFormatNames.map((format) => ({
    name: `meeting.${TEXT_FORMATS[format].extension}`,
    content: TEXT_FORMATS[format].write(source, words),
  }));
}
