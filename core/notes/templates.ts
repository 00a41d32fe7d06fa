/** Templates for notes. The built-in ones are here; the user's own and changed built-in ones are in the settings. */

export interface NoteTemplate {
  readonly id: string;
  readonly name: string;
  /** Task for the model. Rules for citations and language are added to every request. */
  readonly instructions: string;
}

/** Ids of the built-in templates. Names: `template.*` in the locales. */
export const BUILT_IN_IDS = [
  "standard",
  "summary",
  "decisions",
  "actions",
  "questions",
  "email",
  "feedback",
  "coach",
  "takeaway",
] as const;

export type BuiltInId = (typeof BUILT_IN_IDS)[number];

export const isBuiltIn = (id: string): id is BuiltInId =>
  BUILT_IN_IDS.some((builtIn) => builtIn === id);

const NONE = 'Where there is nothing to list, write "None."';
const AS_TASKS =
  'Write each as "- [ ] what is to be done — who, by when", with owner and date as far as they were said. The owner has the name in the transcript: who says “I will” owns it, and so does who is asked and agrees.';
const OWNER_AND_DATE =
  "Begin each with its owner in bold, by the name in the transcript: who says “I will” owns it, and so does who is asked and agrees. Add the date if one was said. Leave out an owner or a date that was not said; never guess one.";

/** Rules for citations and language are added to every request (`prompt.ts`). */
export const BUILT_IN_INSTRUCTIONS: Readonly<Record<BuiltInId, string>> = {
  standard: `Write notes under exactly these four headings, in this order, with bullets under each:
## Summary
## Decisions
## Action items
## Open questions

Under Action items: ${AS_TASKS} ${NONE}`,
  summary: `Write a summary in three to eight bullets under the heading
## Summary`,
  decisions: `List what was decided, one bullet for each decision, under the heading
## Decisions

${NONE}`,
  actions: `List the action items, one bullet for each, under the heading
## Action items

${AS_TASKS} ${NONE}`,
  questions: `List the questions that were left open, one bullet for each, under the heading
## Open questions

${NONE}`,
  email: `Write a short follow-up e-mail to everyone who took part: one line of greeting, then bullets under these headings:
## Summary
## Decisions
## Next steps

Under Next steps: ${OWNER_AND_DATE} ${NONE}`,
  feedback: `Collect the feedback that was given, one bullet for each point, under the headings
## Praise
## Criticism
## Suggestions

Begin each bullet with the exact words of the speaker in quotation marks. ${NONE}`,
  coach: `As a helpful coach, analyse how the talk was led and offer areas to improve, one bullet for each point, under the headings
## Strengths
## Areas to improve

Begin each bullet with the exact words of the speaker in quotation marks. ${NONE}`,
  takeaway: `Write the one main take-away, as a single bullet of at most two sentences, under the heading
## Main take-away`,
};

/**
 * Lists the built-in templates with the user's changes, then the user's own.
 *
 * @param changed templates in the settings
 */
export function allTemplates(
  changed: readonly NoteTemplate[],
  nameOf: (id: BuiltInId) => string,
): readonly NoteTemplate[] {
  const builtIn = BUILT_IN_IDS.map(
    (id) =>
      changed.find((template) => template.id === id) ?? {
        id,
        name: nameOf(id),
        instructions: BUILT_IN_INSTRUCTIONS[id],
      },
  );
  return [...builtIn, ...changed.filter(({ id }) => !isBuiltIn(id))];
}

/** Sorts ids of templates as the templates are listed, and drops ids without a template. */
export function inListOrder(
  ids: readonly string[],
  changed: readonly NoteTemplate[],
): readonly string[] {
  const listed = allTemplates(changed, (id) => id).map(({ id }) => id);
  return listed.filter((id) => ids.includes(id));
}

/** Adds a template, or replaces the one with its id. */
export function withTemplate(
  changed: readonly NoteTemplate[],
  template: NoteTemplate,
): readonly NoteTemplate[] {
  return changed.some(({ id }) => id === template.id)
    ? changed.map((each) => (each.id === template.id ? template : each))
    : [...changed, template];
}

/** Deletes a template of the user, or takes back the changes to a built-in one. */
export const withoutTemplate = (
  changed: readonly NoteTemplate[],
  id: string,
): readonly NoteTemplate[] => changed.filter((template) => template.id !== id);
