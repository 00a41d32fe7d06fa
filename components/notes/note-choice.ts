/** Which notes of a meeting there are to look at, which is on show, and which can be made beside them. */

import { computed, ref } from "vue";
import type { Note, NoteSubject } from "../../core/meeting.ts";
import { subjectKey } from "../../core/notes/subject.ts";
import { allTemplates } from "../../core/notes/templates.ts";
import { isQuestion, versionsOf } from "../../core/notes/versions.ts";
import type { NotesSettings } from "../../core/settings/settings.ts";
import { subjectName } from "../words/subject-name.ts";
import { templateName } from "../words/template-name.ts";
import type { ShownJob } from "./shown-job.ts";

interface Source {
  /** Oldest first. */
  readonly notes: readonly Note[];
  readonly works: readonly ShownJob[];
  readonly settings: NotesSettings;
}

/** A subject, with the name a person knows it by. */
export interface NamedSubject {
  readonly key: string;
  readonly name: string;
  readonly subject: NoteSubject;
}

export function useNoteChoice(source: () => Source) {
  /** What the person has chosen to see; null, or no longer there: what comes first. */
  const requestedKey = ref<string | null>(null);

  const named = (subject: NoteSubject): NamedSubject => ({
    key: subjectKey(subject),
    name: subjectName(subject, source().settings.templates),
    subject,
  });
  const templateSubject = (templateId: string): NoteSubject => ({
    type: "template",
    templateId,
    name: source().settings.templates.find(({ id }) => id === templateId)?.name ?? "",
  });

  const works = computed(() =>
    source().works.filter(({ request }) => request.subject.type !== "question"),
  );
  const stored = computed(() => versionsOf(source().notes.filter((note) => !isQuestion(note))));
  const made = computed<readonly NamedSubject[]>(() => {
    const subjects = [
      ...stored.value.map(({ subject }) => subject),
      ...works.value.map(({ request }) => request.subject),
    ];
    return [...new Map(subjects.map((subject) => [subjectKey(subject), named(subject)])).values()];
  });

  /** The template whose notes are the notes of the meeting. */
  const first = computed(() => named(templateSubject(source().settings.chosen[0] ?? "standard")));
  const shown = computed<NamedSubject>(() => {
    const of = (key: string | null) => made.value.find((each) => each.key === key);
    return of(requestedKey.value) ?? of(first.value.key) ?? made.value[0] ?? first.value;
  });
  const others = computed(() =>
    allTemplates(source().settings.templates, templateName)
      .map(({ id }) => named(templateSubject(id)))
      .filter(({ key }) => key !== shown.value.key && made.value.every((each) => each.key !== key)),
  );

  const versions = computed<readonly Note[]>(
    () => stored.value.find(({ key }) => key === shown.value.key)?.versions ?? [],
  );
  const workOn = (key: string): ShownJob | null =>
    works.value.find(({ request }) => subjectKey(request.subject) === key) ?? null;
  const work = computed(() => workOn(shown.value.key));
  const otherJobs = computed(() =>
    works.value
      .filter((each) => each !== work.value)
      .map((each) => ({ ...named(each.request.subject), hasFailed: each.problem !== null })),
  );

  return { requestedKey, shown, made, others, versions, work, otherJobs };
}
