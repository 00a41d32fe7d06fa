/**
 * Notes of the meeting on show: asks for them, and keeps up with those that are being made, which happens elsewhere and goes
 * on without the panel, and with those that have failed, which its record tells. What a person changes or deletes is stored
 * from here.
 */

import { type Ref, shallowRef } from "vue";
import type { ShownWork } from "../../../components/notes/shown-work.ts";
import { stableComputed } from "../../../components/parts/stable-computed.ts";
import type { Note, NoteSubject, OwedNote } from "../../../core/meeting.ts";
import { editedNote } from "../../../core/notes/edited.ts";
import { withOwed, withoutOwed } from "../../../core/notes/owed.ts";
import { isSameSubject } from "../../../core/notes/subject.ts";
import { type Problem, problem } from "../../../core/problem.ts";
import type { NoteResult, NoteWish } from "../../../core/protocol/control.ts";
import type { NoteWork } from "../../../core/protocol/live.ts";
import { addNote, deleteNote } from "../../shared/database/notes.ts";
import type { Database } from "../../shared/database/open.ts";
import { sendCommand } from "../send-command.ts";
import type { useMeetings } from "../library/use-meetings.ts";
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
  const owed = (): readonly OwedNote[] => shown.meeting?.owedNotes ?? [];
  const works = shallowRef<readonly NoteWork[]>([]);
  const ofShown = stableComputed<readonly ShownWork[]>(() => {
    const { meetingId } = shown;
    const made = works.value
      .filter(({ wish }) => wish.meetingId === meetingId)
      .map((work) => ({ ...work, problem: null, failedAt: null }));
    const failed = meetingId === null ? [] : owed().flatMap(failedWork(meetingId));
    // One that is tried again has failed before.
    return [...failed.filter(({ wish }) => !made.some((each) => isSame(each.wish, wish))), ...made];
  });

  /** Commands of which it is not known yet whether they were taken on. */
  let asking = 0;
  const watch = useNoteWatch({
    works: () => (asking > 0 ? [] : works.value),
    sayHello: meetings.sayHello,
    onLost: ({ wish }) => void lose(wish),
  });

  function receive(told: readonly NoteWork[]): void {
    watch.heard();
    works.value = told;
  }

  function drop(wish: NoteWish): void {
    works.value = works.value.filter((each) => !isSame(each.wish, wish));
  }

  /** Of a meeting that goes on, notes are live ones: those of the whole come when it is over. */
  async function make(subject: NoteSubject): Promise<void> {
    const { meetingId } = shown;
    if (meetingId === null) return;
    const isLive = subject.type === "template" && isBeingRecorded.value;
    const wish: NoteWish = { meetingId, subject, ...(isLive && { isLive }) };
    drop(wish);
    works.value = [...works.value, { wish, done: 0, parts: 1, markdown: "" }];
    const command = { to: "background", type: "make-note", wish } as const;
    asking++;
    const result = await sendCommand<NoteResult>(command);
    asking--;
    watch.heard();
    if (!result.ok) await fail(wish, result.problem);
  }

  /** Also of one that has failed: then that is forgotten. What goes on in spite of it is told again. */
  async function cancel({ wish }: ShownWork): Promise<void> {
    drop(wish);
    if (owed().some(({ subject }) => isSameSubject(subject, wish.subject)))
      await edit(wish.meetingId, (meeting) => withoutOwed(meeting, wish.subject));
    const command = { to: "background", type: "cancel-note", wish } as const;
    const result = await sendCommand<NoteResult>(command);
    if (!result.ok) await fail(wish, result.problem);
  }

  /** Whoever makes notes has not been reached, or is gone, so it is kept from here. */
  async function fail({ meetingId, subject }: NoteWish, found: Problem): Promise<void> {
    const owed: OwedNote = { subject, problem: found, at: Date.now() };
    await edit(meetingId, (meeting) => withOwed(meeting, owed));
    drop({ meetingId, subject });
  }

  /** What comes again by itself is not missed. */
  async function lose(wish: NoteWish): Promise<void> {
    if (wish.isLive && wish.isUnasked) drop(wish);
    else await fail(wish, problem("notes-interrupted"));
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

const failedWork =
  (meetingId: string) =>
  ({ subject, problem, at }: OwedNote): readonly ShownWork[] =>
    problem === null
      ? []
      : [{ wish: { meetingId, subject }, done: 0, parts: 1, markdown: "", problem, failedAt: at }];

const isSame = (one: NoteWish, other: NoteWish): boolean =>
  one.meetingId === other.meetingId && isSameSubject(one.subject, other.subject);
