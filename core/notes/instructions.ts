/** What the model is told to do for each subject of a note. */

import { assertNever } from "../assert-never.ts";
import type { NoteSubject } from "../meeting.ts";
import type { NoteTemplate } from "./templates.ts";
import { BUILT_IN_INSTRUCTIONS, isBuiltIn } from "./templates.ts";
import { withoutMarkup } from "./transcript-lines.ts";

/** Null where the template is gone: it was the person's own and they have deleted it. */
export function instructionsFor(
  subject: NoteSubject,
  templates: readonly NoteTemplate[],
): string | null {
  switch (subject.type) {
    case "template": {
      const { templateId } = subject;
      const own = templates.find(({ id }) => id === templateId)?.instructions;
      return own ?? (isBuiltIn(templateId) ? BUILT_IN_INSTRUCTIONS[templateId] : null);
    }
    case "catch-up":
      return `Somebody has not listened for the last ${subject.minutes} minutes, which the transcript holds. Tell them what they missed, in at most six bullets, what matters most for going on first, under the heading
## What you missed`;
    case "question":
      return `Answer this question about the meeting, from the transcript alone, in one to five bullets and without a heading:

<question>
${withoutMarkup(subject.question)}
</question>

Where the transcript does not answer it, write a single line that says so, without a citation.`;
    default:
      return assertNever(subject);
  }
}
