/** A meeting as text: a file of each format, and the text for the clipboard. */

import { i18n } from "#i18n";
import { formatFullDate } from "../../../components/words/format-date.ts";
import { keyPointName } from "../../../components/words/key-point-words.ts";
import { markWords } from "../../../components/words/mark-words.ts";
import { faultWords, subjectName } from "../../../components/words/note-words.ts";
import { speakerNames } from "../../../components/words/speaker-names.ts";
import type { DocumentSource, DocumentWords } from "../../../core/export/document.ts";
import { exportFileName } from "../../../core/export/file-name.ts";
import {
  type PastedFormatName,
  TEXT_FORMATS,
  type TextFormatName,
  textFormatNames,
} from "../../../core/export/formats.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { isSameSubject, STANDARD } from "../../../core/notes/subject.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";
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

export const pastedText = (
  format: PastedFormatName,
  source: DocumentSource,
  templates: readonly NoteTemplate[],
): string => TEXT_FORMATS[format].paste(source, documentWords(source.meeting, templates));

export interface ArchivedText {
  readonly name: string;
  readonly content: string;
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

const documentWords = (meeting: Meeting, templates: readonly NoteTemplate[]): DocumentWords => ({
  untitled: i18n.t("document.untitled"),
  notes: (subject) =>
    isSameSubject(subject, STANDARD) ? i18n.t("document.notes") : subjectName(subject, templates),
  notesCutOff: i18n.t("notes.cutOff"),
  notesCover: (upTo, length) => i18n.t("notes.covers", [upTo, length]),
  ownLines: i18n.t("pad.label"),
  decision: i18n.t("pad.decision"),
  questions: i18n.t("document.questions"),
  fault: faultWords,
  transcript: i18n.t("document.transcript"),
  insight: i18n.t("document.insight"),
  keyPoint: keyPointName,
  speakers: speakerNames(meeting),
  date: formatFullDate(meeting.startedAt),
  consent:
    meeting.consentAt === undefined
      ? null
      : i18n.t("document.consent", [formatFullDate(meeting.consentAt)]),
  mark: markWords,
  draft: i18n.t("document.draft"),
  draftNote: i18n.t("document.draftNote"),
});
