/** What a note is about, compared and named. */

import type { NoteSubject } from "../meeting.ts";

/** Of notes made before there were others. */
export const STANDARD: NoteSubject = { type: "template", templateId: "standard", name: "" };

/** The same for the same subject, whatever its template is called by now. */
export function subjectKey(subject: NoteSubject | undefined): string {
  const { type, ...rest } = subject ?? STANDARD;
  if ("templateId" in rest) return `${type}/${rest.templateId}`;
  return "minutes" in rest ? `${type}/${rest.minutes}` : `${type}/${rest.question}`;
}

export const isSameSubject = (
  one: NoteSubject | undefined,
  other: NoteSubject | undefined,
): boolean => subjectKey(one) === subjectKey(other);
