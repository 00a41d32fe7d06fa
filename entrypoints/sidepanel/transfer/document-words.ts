/** The words that documents of a meeting have beside those of the meeting, in the language of the panel. */

import { i18n } from "#i18n";
import { formatFullDate } from "../../../components/words/format-date.ts";
import { markWords } from "../../../components/words/mark-words.ts";
import { subjectName, supportFaultWords } from "../../../components/words/note-words.ts";
import { speakerNames } from "../../../components/words/speaker-names.ts";
import type { DocumentWords } from "../../../core/export/document.ts";
import type { Meeting } from "../../../core/meeting.ts";
import { isSameSubject, STANDARD } from "../../../core/notes/subject.ts";
import type { NoteTemplate } from "../../../core/notes/templates.ts";

/** @param templates The person's own, which name their notes */
export const documentWords = (
  meeting: Meeting,
  templates: readonly NoteTemplate[],
): DocumentWords => ({
  untitled: i18n.t("document.untitled"),
  notes: (subject) =>
    isSameSubject(subject, STANDARD) ? i18n.t("document.notes") : subjectName(subject, templates),
  notesCutOff: i18n.t("notes.cutOff"),
  questions: i18n.t("document.questions"),
  fault: supportFaultWords,
  transcript: i18n.t("document.transcript"),
  insight: i18n.t("document.insight"),
  speakers: speakerNames(meeting),
  date: formatFullDate(meeting.startedAt),
  consent:
    meeting.consentAt === undefined
      ? null
      : i18n.t("document.consent", [formatFullDate(meeting.consentAt)]),
  mark: markWords,
});
