/** Words for notes: names of templates and subjects, their author, and the remark behind an unsupported bullet. */

import { i18n } from "#i18n";
import { assertNever } from "../../core/assert-never.ts";
import {
  BROWSER_MODEL,
  EXTRACTIVE_MODEL,
  SAMPLE_MODEL,
} from "../../core/language/language-request.ts";
import type { Note, NoteSubject } from "../../core/meeting.ts";
import type { SupportFault } from "../../core/notes/support.ts";
import {
  BUILT_IN_INSTRUCTIONS,
  type BuiltInId,
  isBuiltIn,
  type NoteTemplate,
} from "../../core/notes/templates.ts";
import { formatDate } from "./format-date.ts";

export const templateName = (id: BuiltInId): string => i18n.t(`template.${id}`);

/** Returns a template as it comes with Earshot, or null for one that the user wrote. */
export const builtInTemplate = (id: string): NoteTemplate | null =>
  isBuiltIn(id) ? { id, name: templateName(id), instructions: BUILT_IN_INSTRUCTIONS[id] } : null;

/** @param templates Templates that the user wrote, and built-in ones that the user changed */
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

/** Returns the remark behind a bullet that the transcript does not support. */
export const supportFaultWords = (fault: SupportFault): string =>
  fault === "not-found" ? i18n.t("notes.notFound") : i18n.t("notes.quoteNotFound");

/** Says by what a note was made, and when. */
export const madeByWords = ({ model, createdAt }: Pick<Note, "model" | "createdAt">): string =>
  i18n.t("notes.madeBy", [authorWords(model), formatDate(createdAt)]);

function authorWords(model: string): string {
  if (model === SAMPLE_MODEL) return i18n.t("notes.byHand");
  if (model === EXTRACTIVE_MODEL) return i18n.t("notes.byRule");
  return model === BROWSER_MODEL ? i18n.t("notes.byChrome") : model;
}
