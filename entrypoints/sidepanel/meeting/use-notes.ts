/**
 * Requests notes of the shown meeting, and shows their jobs. The jobs run in the offscreen document and do not need the panel; a
 * job that has failed is stored with its meeting.
 */

import { onScopeDispose, shallowRef, watch } from "vue";
import type { ShownJob } from "../../../components/notes/NoteJobBox.vue";
import { stableComputed } from "../../../components/parts/stable-computed.ts";
import type { Note, NoteSubject, PendingNote } from "../../../core/meeting.ts";
import { editedNote } from "../../../core/notes/versions.ts";
import { pendingOf, withPending, withoutPending } from "../../../core/notes/pending.ts";
import type { SectionRequest } from "../../../core/notes/section.ts";
import { isSameSubject } from "../../../core/notes/subject.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { NoteJob } from "../../../core/protocol/live.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import { reportUnexpected } from "../../shared/errors.ts";
import { withoutNoteMaker } from "../../shared/locks.ts";
import { sendCommand } from "../send-command.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { storedItem } from "../../shared/stored-item.ts";

export function useNotes(meetings: ReturnType<typeof useMeetings>) {
  const { shown, turns, facts, edit } = meetings;
  const pendingNotes = (): readonly PendingNote[] => shown.meeting?.owedNotes ?? [];
  const { running, add, drop } = useNoteJobs(meetings, (request) => void onLost(request));
  const jobs = stableComputed<readonly ShownJob[]>(() => {
    const { meetingId } = shown;
    const made = running.value
      .filter(({ request }) => request.meetingId === meetingId)
      .map((job) => ({ ...job, problem: null, failedAt: null }));
    const failed = meetingId === null ? [] : pendingNotes().flatMap(failedJob(meetingId));
    const isRetried = ({ request }: ShownJob): boolean =>
      made.some((each) => isSame(each.request, request));
    return [...failed.filter((job) => !isRetried(job)), ...made];
  });

  /** Notes of a meeting that is being recorded are live notes; the notes of the whole meeting follow at its end. */
  async function make(subject: NoteSubject, section?: SectionRequest): Promise<void> {
    const { meetingId } = shown;
    if (meetingId === null) return;
    const isLive = subject.type === "template" && facts.isBeingRecorded.value;
    const request: NoteRequest = {
      meetingId,
      ...pendingOf({ subject, ...(section && { section }) }),
      ...(isLive && { isLive }),
    };
    const result = await add(request, () =>
      sendCommand({ to: "background", type: "make-note", request }),
    );
    if (!result.ok) await storeFailure(request, result.problem);
  }

  /** Cancels a job that runs, or forgets one that has failed. A job that runs on is announced again by the live channel. */
  async function cancel({ request }: ShownJob): Promise<void> {
    drop(request);
    if (pendingNotes().some(({ subject }) => isSameSubject(subject, request.subject)))
      await edit(request.meetingId, (meeting) => withoutPending(meeting, request.subject));
    const result = await sendCommand({
      to: "background",
      type: "cancel-note",
      request,
    });
    if (!result.ok) await storeFailure(request, result.problem);
  }

  async function storeFailure(request: NoteRequest, found: Problem): Promise<void> {
    const { meetingId, subject } = request;
    const pending: PendingNote = { ...pendingOf(request), problem: found, at: Date.now() };
    await edit(meetingId, (meeting) => withPending(meeting, pending));
    drop({ meetingId, subject });
  }

  async function onLost(request: NoteRequest): Promise<void> {
    const isRepeated = request.isLive && request.isUnasked;
    if (isRepeated) drop(request);
    else await storeFailure(request, problem("notes-interrupted"));
  }

  async function save(note: Note, markdown: string): Promise<void> {
    const version = { id: crypto.randomUUID(), createdAt: Date.now() };
    await meetings.addNote(editedNote(note, markdown, turns.value, version));
  }

  /** Adds the text of an earlier version as the latest one. What it cost counts once. */
  async function restore({ usage: _usage, ...note }: Note): Promise<void> {
    await meetings.addNote({ ...note, id: crypto.randomUUID(), createdAt: Date.now() });
  }

  /** A tick changes the note itself: a version for each would bury the others. */
  async function tick({ id }: Note, index: number, isDone: boolean): Promise<void> {
    const { withTaskDone } = await import("../../../core/notes/tasks.ts");
    await meetings.editNote(id, (note) => {
      const markdown = withTaskDone(note.markdown, index, isDone);
      return markdown === null ? null : { ...note, markdown };
    });
  }

  /** @param language `null`: that of the settings */
  async function setLanguage(language: string | null): Promise<void> {
    const { meetingId } = shown;
    if (meetingId === null) return;
    await edit(meetingId, ({ notesLanguage: _before, ...meeting }) =>
      language === null ? meeting : { ...meeting, notesLanguage: language },
    );
  }

  return {
    jobs,
    make,
    setLanguage,
    cancel,
    save,
    restore,
    tick,
    remove: meetings.deleteNote,
    ...useNoteDrafts(),
  };
}

/** Edits that were neither saved nor discarded, by id of the note. They outlive the panel and end with the browser. */
const draftsItem = storedItem<Readonly<Record<string, string>>>("session", "noteDrafts", {});

function useNoteDrafts() {
  const drafts = shallowRef<ReadonlyMap<string, string>>(new Map());
  const change = (id: string, markdown: string | null): void => {
    const rest = [...drafts.value].filter(([other]) => other !== id);
    drafts.value = new Map(markdown === null ? rest : [...rest, [id, markdown]]);
  };
  draftsItem
    .getValue()
    .then((stored) => (drafts.value = new Map([...Object.entries(stored), ...drafts.value])))
    .catch(reportUnexpected("reading drafts of notes"));

  /** Stored with each change, because a panel that closes has no time left. */
  function keepDraft({ id }: Note, markdown: string | null): void {
    change(id, markdown);
    draftsItem
      .setValue(Object.fromEntries(drafts.value))
      .catch(reportUnexpected("storing a draft of a note"));
  }

  return { drafts, keepDraft };
}

/** Jobs that have sent nothing for this long are asked for; without an answer in as long again and without a lock they are lost. */
const SILENCE_MS = 5_000;

/** The running jobs of all meetings: those that the offscreen document reports, and those that the user has just requested. */
function useNoteJobs(
  { noteJobs, sayHello }: ReturnType<typeof useMeetings>,
  onLost: (request: NoteRequest) => void,
) {
  const running = shallowRef<readonly NoteJob[]>([]);
  let receivedAt = Date.now();
  let unanswered = 0;
  const silentMs = (): number => Date.now() - receivedAt;

  watch(noteJobs, (jobs) => {
    receivedAt = Date.now();
    running.value = jobs;
  });

  function drop(request: NoteRequest): void {
    running.value = running.value.filter((job) => !isSame(job.request, request));
  }

  async function add<T>(request: NoteRequest, send: () => Promise<T>): Promise<T> {
    drop(request);
    running.value = [...running.value, { request, done: 0, parts: 1, markdown: "" }];
    unanswered++;
    const answer = await send();
    unanswered--;
    receivedAt = Date.now();
    return answer;
  }

  async function findLostJobs(): Promise<void> {
    if (running.value.length === 0 || unanswered > 0 || silentMs() < SILENCE_MS) return;
    if (silentMs() < 2 * SILENCE_MS) return sayHello();
    const ids = running.value.map(({ request }) => request.meetingId);
    // A document that is too busy to answer still holds its locks.
    const unlocked = await withoutNoteMaker(ids);
    if (silentMs() < 2 * SILENCE_MS || unanswered > 0) return;
    for (const { request } of running.value)
      if (unlocked.includes(request.meetingId)) onLost(request);
  }

  const timer = setInterval(() => {
    findLostJobs().catch(reportUnexpected("looking for lost notes"));
  }, SILENCE_MS);
  onScopeDispose(() => clearInterval(timer));

  return { running, add, drop };
}

const failedJob =
  (meetingId: string) =>
  ({ problem, at, ...pending }: PendingNote): readonly ShownJob[] =>
    problem === null
      ? []
      : [
          {
            request: { meetingId, ...pending },
            done: 0,
            parts: 1,
            markdown: "",
            problem,
            failedAt: at,
          },
        ];

const isSame = (one: NoteRequest, other: NoteRequest): boolean =>
  one.meetingId === other.meetingId && isSameSubject(one.subject, other.subject);
