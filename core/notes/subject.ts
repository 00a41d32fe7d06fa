/** Identity of subjects of notes. */

import type { NoteSubject } from "../meeting.ts";

/** Subject of notes from versions that had only one kind. */
export const STANDARD: NoteSubject = { type: "template", templateId: "standard", name: "" };

/** Key of a subject. Renaming a template does not change it. */
export function subjectKey(subject: NoteSubject | undefined): string {
  const { type, ...rest } = subject ?? STANDARD;
  if ("templateId" in rest) return `${type}/${rest.templateId}`;
  return "minutes" in rest ? `${type}/${rest.minutes}` : `${type}/${rest.question}`;
}

export const isSameSubject = (
  one: NoteSubject | undefined,
  other: NoteSubject | undefined,
): boolean => subjectKey(one) === subjectKey(other);
