/** Chooses which notes of a meeting, and which version of them, are shown, and lists the notes that can be made. */

import { computed, ref, watch } from "vue";
import type { Note, NoteSubject } from "../../core/meeting.ts";
import { subjectKey } from "../../core/notes/subject.ts";
import { allTemplates } from "../../core/notes/templates.ts";
import { isQuestion, versionsOf } from "../../core/notes/versions.ts";
import type { NotesSettings } from "../../core/settings/settings.ts";
import { subjectName, templateName } from "../words/note-words.ts";
import type { ShownJob } from "./NoteJobBox.vue";

interface Source {
  /** Oldest first. */
  readonly notes: readonly Note[];
  readonly jobs: readonly ShownJob[];
  readonly settings: NotesSettings;
}

export interface NamedSubject {
  readonly key: string;
  readonly name: string;
  readonly subject: NoteSubject;
}

export function useNoteChoice(source: () => Source) {
  /** Subject that the user has chosen; if null or deleted, the first subject is shown. */
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

  const jobs = computed(() =>
    source().jobs.filter(({ request }) => request.subject.type !== "question"),
  );
  const stored = computed(() => versionsOf(source().notes.filter((note) => !isQuestion(note))));
  const made = computed<readonly NamedSubject[]>(() => {
    const subjects = [
      ...stored.value.map(({ subject }) => subject),
      ...jobs.value.map(({ request }) => request.subject),
    ];
    return [...new Map(subjects.map((subject) => [subjectKey(subject), named(subject)])).values()];
  });

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
  const job = computed(
    () => jobs.value.find(({ request }) => subjectKey(request.subject) === shown.value.key) ?? null,
  );
  const otherJobs = computed(() =>
    jobs.value
      .filter((each) => each !== job.value)
      .map((each) => ({ ...named(each.request.subject), hasFailed: each.problem !== null })),
  );

  return { requestedKey, shown, made, others, versions, job, otherJobs };
}

/**
 * Shows the latest version until the user goes back to an earlier one, and again when another version arrives.
 *
 * @param source Key of the shown subject, and its versions, oldest first
 */
export function useNoteVersion(source: () => { key: string; versions: readonly Note[] }) {
  /** Null means the latest. */
  const chosen = ref<number | null>(null);
  const index = computed({
    get: () => Math.min(chosen.value ?? Infinity, source().versions.length - 1),
    set: (to) => (chosen.value = to),
  });
  const note = computed(() => source().versions[index.value] ?? null);
  const toLatest = (): void => void (chosen.value = null);
  watch([() => source().key, () => source().versions.length], toLatest);

  /** A version has arrived while its subject was shown; screen readers announce it. */
  const isNew = ref(false);
  watch(
    [() => source().key, () => source().versions.at(-1)] as const,
    ([key, latest], [keyBefore, before]) => {
      const isLater = latest !== undefined && latest.createdAt > (before?.createdAt ?? -1);
      isNew.value = key === keyBefore && isLater;
    },
  );

  return { index, note, isNew, toLatest };
}
