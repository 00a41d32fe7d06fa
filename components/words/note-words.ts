/** Words for notes: names of templates and subjects, their author, the mark behind a doubtful statement, and what was checked. */

import { i18n } from "#i18n";
import { assertNever } from "../../core/assert-never.ts";
import {
  BROWSER_MODEL,
  EXTRACTIVE_MODEL,
  SAMPLE_MODEL,
} from "../../core/language/language-request.ts";
import type { Note, NoteSubject, SecondReading } from "../../core/meeting.ts";
import type { Fault, FaultReason } from "../../core/notes/check/check.ts";
import type { NoteCheck } from "../../core/notes/check/note-check.ts";
import {
  BUILT_IN_INSTRUCTIONS,
  type BuiltInId,
  isBuiltIn,
  type NoteTemplate,
} from "../../core/notes/templates.ts";
import { formatDate } from "./format-date.ts";
import { formatCount } from "./format-number.ts";

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

const FAULT_KEYS = {
  "no-citation": "notes.fault.noCitation",
  "no-such-turn": "notes.fault.noSuchTurn",
  quote: "notes.fault.quote",
  number: "notes.fault.number",
  date: "notes.fault.date",
  name: "notes.fault.name",
  owner: "notes.fault.owner",
  negation: "notes.fault.negation",
  unrelated: "notes.fault.unrelated",
  partly: "notes.fault.partly",
  unsupported: "notes.fault.unsupported",
} as const satisfies Record<FaultReason, string>;

/** Returns the mark behind a statement that the transcript does not support. */
export const faultWords = ({ reason, term = "" }: Fault): string =>
  i18n.t(FAULT_KEYS[reason], [term]);

/** Says how many statements were checked, and how many are marked; empty if there was none. */
export function checkSummary(
  { statements, faults }: Pick<NoteCheck, "statements" | "faults">,
  reading: SecondReading | undefined,
): string {
  if (statements === 0) return "";
  const counts: [string, string] = [formatCount(statements), formatCount(faults.size)];
  return reading
    ? i18n.t("notes.checkedTwice", statements, counts)
    : i18n.t("notes.checked", statements, counts);
}

/** Says by what a note was made, and when. */
export const madeByWords = ({ model, createdAt }: Pick<Note, "model" | "createdAt">): string =>
  i18n.t("notes.madeBy", [authorWords(model), formatDate(createdAt)]);

function authorWords(model: string): string {
  if (model === SAMPLE_MODEL) return i18n.t("notes.byHand");
  if (model === EXTRACTIVE_MODEL) return i18n.t("notes.byRule");
  return model === BROWSER_MODEL ? i18n.t("notes.byChrome") : model;
}
