/** What a person calls the subject of a note. */

import { i18n } from "#i18n";
import { assertNever } from "../../core/assert-never.ts";
import type { NoteSubject } from "../../core/meeting.ts";
import { isBuiltIn, type NoteTemplate } from "../../core/notes/templates.ts";
import { templateName } from "./template-name.ts";

/** @param templates The person's own, and those of ours that they have changed */
export function subjectName(subject: NoteSubject, templates: readonly NoteTemplate[]): string {
  switch (subject.type) {
    case "template": {
      const { templateId, name } = subject;
      const now = templates.find(({ id }) => id === templateId)?.name;
      return now ?? (isBuiltIn(templateId) ? templateName(templateId) : name);
    }
    case "catch-up":
      return i18n.t("notes.lastMinutes", [subject.minutes]);
    case "question":
      return subject.question;
    default:
      return assertNever(subject);
  }
}
