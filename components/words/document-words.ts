/** Words of exported documents in the reader's language. */

import { i18n } from "#i18n";
import type { DocumentWords } from "../../core/export/document.ts";
import type { Meeting } from "../../core/meeting.ts";
import { isSameSubject, STANDARD } from "../../core/notes/subject.ts";
import type { NoteTemplate } from "../../core/notes/templates.ts";
import { formatFullDate } from "./format-date.ts";
import { keyPointName } from "./key-point-words.ts";
import { markWords } from "./mark-words.ts";
import { faultWords, subjectName } from "./note-words.ts";
import { speakerNames } from "./speaker-names.ts";

/** @param templates the user's own, whose names stand above their notes */
export const documentWords = (
  meeting: Meeting,
  templates: readonly NoteTemplate[],
): DocumentWords => ({
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
  date: meeting.hasEstimatedTimes
    ? `${formatFullDate(meeting.startedAt)} · ${i18n.t("library.estimatedTimes")}`
    : formatFullDate(meeting.startedAt),
  consent:
    meeting.consentAt === undefined
      ? null
      : i18n.t("document.consent", [formatFullDate(meeting.consentAt)]),
  mark: markWords,
  draft: i18n.t("document.draft"),
  draftNote: i18n.t("document.draftNote"),
});
