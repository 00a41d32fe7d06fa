/**
 * Notes of the meeting on show: asks for them, and keeps up with those that are being made, which happens elsewhere and goes
 * on without the panel, and with those that have failed, which its record tells. What a person changes or deletes is stored
 * from here.
 */

import { type Ref, shallowRef } from "vue";
import type { ShownJob } from "../../../components/notes/NoteJobBox.vue";
import { stableComputed } from "../../../components/parts/stable-computed.ts";
import type { Note, NoteSubject, PendingNote } from "../../../core/meeting.ts";
import { editedNote } from "../../../core/notes/versions.ts";
import { withPending, withoutPending } from "../../../core/notes/pending.ts";
import { isSameSubject } from "../../../core/notes/subject.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { NoteJob } from "../../../core/protocol/live.ts";
import { addNote, deleteNote } from "../../shared/database/note-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { sendCommand } from "../send-command.ts";
import type { useMeetings } from "../shown/use-meetings.ts";
import { useNoteWatch } from "./use-note-watch.ts";

interface NotesOptions {
  readonly database: Promise<Database>;
  readonly meetings: ReturnType<typeof useMeetings>;
  /** The meeting on show is being recorded. */
  readonly isBeingRecorded: Readonly<Ref<boolean>>;
}

export function useNotes({ database, meetings, isBeingRecorded }: NotesOptions) {
  const { shown, turns, edit } = meetings;
  /** As its record has them. */
  const owed = (): readonly PendingNote[] => shown.meeting?.owedNotes ?? [];
  const works = shallowRef<readonly NoteJob[]>([]);
  const ofShown = stableComputed<readonly ShownJob[]>(() => {
    const { meetingId } = shown;
    const made = works.value
      .filter(({ request }) => request.meetingId === meetingId)
      .map((work) => ({ ...work, problem: null, failedAt: null }));
    const failed = meetingId === null ? [] : owed().flatMap(failedJob(meetingId));
    // One that is tried again has failed before.
    return [
      ...failed.filter(({ request }) => !made.some((each) => isSame(each.request, request))),
      ...made,
    ];
  });

  /** Commands of which it is not known yet whether they were taken on. */
  let asking = 0;
  const watch = useNoteWatch({
    works: () => (asking > 0 ? [] : works.value),
    sayHello: meetings.sayHello,
    onLost: ({ request }) => void lose(request),
  });

  function receive(told: readonly NoteJob[]): void {
    watch.heard();
    works.value = told;
  }

  function drop(request: NoteRequest): void {
    works.value = works.value.filter((each) => !isSame(each.request, request));
  }

  /** Of a meeting that goes on, notes are live ones: those of the whole come when it is over. */
  async function make(subject: NoteSubject): Promise<void> {
    const { meetingId } = shown;
    if (meetingId === null) return;
    const isLive = subject.type === "template" && isBeingRecorded.value;
    const request: NoteRequest = { meetingId, subject, ...(isLive && { isLive }) };
    drop(request);
    works.value = [...works.value, { request, done: 0, parts: 1, markdown: "" }];
    asking++;
    const result = await sendCommand({ to: "background", type: "make-note", request });
    asking--;
    watch.heard();
    if (!result.ok) await fail(request, result.problem);
  }

  /** Also of one that has failed: then that is forgotten. What goes on in spite of it is told again. */
  async function cancel({ request }: ShownJob): Promise<void> {
    drop(request);
    if (owed().some(({ subject }) => isSameSubject(subject, request.subject)))
      await edit(request.meetingId, (meeting) => withoutPending(meeting, request.subject));
    const result = await sendCommand({ to: "background", type: "cancel-note", request });
    if (!result.ok) await fail(request, result.problem);
  }

  /** Whoever makes notes has not been reached, or is gone, so it is kept from here. */
  async function fail({ meetingId, subject }: NoteRequest, found: Problem): Promise<void> {
    const owed: PendingNote = { subject, problem: found, at: Date.now() };
    await edit(meetingId, (meeting) => withPending(meeting, owed));
    drop({ meetingId, subject });
  }

  /** What comes again by itself is not missed. */
  async function lose(request: NoteRequest): Promise<void> {
    if (request.isLive && request.isUnasked) drop(request);
    else await fail(request, problem("notes-interrupted"));
  }

  async function save(note: Note, markdown: string): Promise<void> {
    const version = { id: crypto.randomUUID(), createdAt: Date.now() };
    const changed = editedNote(note, markdown, turns.value, version);
    await addNote(await database, changed);
    meetings.addNote(changed);
  }

  async function remove(note: Note): Promise<void> {
    await deleteNote(await database, note.id);
    meetings.dropNote(note);
  }

  return { works: ofShown, receive, make, cancel, save, remove };
}

const failedJob =
  (meetingId: string) =>
  ({ subject, problem, at }: PendingNote): readonly ShownJob[] =>
    problem === null
      ? []
      : [
          {
            request: { meetingId, subject },
            done: 0,
            parts: 1,
            markdown: "",
            problem,
            failedAt: at,
          },
        ];

const isSame = (one: NoteRequest, other: NoteRequest): boolean =>
  one.meetingId === other.meetingId && isSameSubject(one.subject, other.subject);
