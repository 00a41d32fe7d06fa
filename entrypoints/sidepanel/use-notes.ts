/**
 * Notes of the meeting on show: asks for them, and keeps up with those that are being made or have failed, which happens
 * elsewhere and goes on without the panel. What a person changes or deletes is stored from here.
 */

import { shallowRef } from "vue";
import { stableComputed } from "../../components/stable-computed.ts";
import type { Note, NoteSubject, Turn } from "../../core/meeting.ts";
import { editedNote } from "../../core/notes/edited.ts";
import { isSameSubject } from "../../core/notes/subject.ts";
import type { Problem } from "../../core/problem.ts";
import type { NoteResult, NoteWish } from "../../core/protocol/control.ts";
import type { NoteWork } from "../../core/protocol/live.ts";
import { addNote, deleteNote } from "../shared/database/notes.ts";
import type { Database } from "../shared/database/open.ts";
import { sendCommand } from "./send-command.ts";

interface NotesOptions {
  readonly database: Promise<Database>;
  /** Of the meeting on show. */
  readonly shownId: () => string | null;
  readonly isBeingRecorded: () => boolean;
  readonly turns: () => readonly Turn[];
  /** A note that is stored now, or no longer. */
  readonly onAdded: (note: Note) => void;
  readonly onDeleted: (note: Note) => void;
}

export function useNotes(options: NotesOptions) {
  const works = shallowRef<readonly NoteWork[]>([]);
  const ofShown = stableComputed(() =>
    works.value.filter(({ wish }) => wish.meetingId === options.shownId()),
  );

  /** A failure stays until it is dismissed or tried again, though whoever told it may be gone. */
  function receive(told: readonly NoteWork[]): void {
    const failed = works.value.filter(({ problem }) => problem !== null);
    const untold = failed.filter(({ wish }) => !told.some((each) => isSame(each.wish, wish)));
    works.value = [...untold, ...told];
  }

  function show(wish: NoteWish, problem: Problem | null): void {
    const others = works.value.filter((each) => !isSame(each.wish, wish));
    works.value = [...others, { wish, done: 0, parts: 1, markdown: "", problem }];
  }

  /** Of a meeting that goes on, notes are live ones: those of the whole come when it is over. */
  async function make(subject: NoteSubject): Promise<void> {
    const meetingId = options.shownId();
    if (meetingId === null) return;
    const isLive = subject.type === "template" && options.isBeingRecorded();
    const wish: NoteWish = { meetingId, subject, ...(isLive && { isLive }) };
    show(wish, null);
    const command = { to: "background", type: "make-note", wish } as const;
    const result = await sendCommand<NoteResult>(command);
    if (!result.ok) show(wish, result.problem);
  }

  /** Also of one that has failed: then it is no longer told. What goes on in spite of it is told again. */
  async function cancel({ wish }: NoteWork): Promise<void> {
    works.value = works.value.filter((each) => !isSame(each.wish, wish));
    const command = { to: "background", type: "cancel-note", wish } as const;
    const result = await sendCommand<NoteResult>(command);
    if (!result.ok) show(wish, result.problem);
  }

  async function save(note: Note, markdown: string): Promise<void> {
    const version = { id: crypto.randomUUID(), createdAt: Date.now() };
    const changed = editedNote(note, markdown, options.turns(), version);
    await addNote(await options.database, changed);
    options.onAdded(changed);
  }

  async function remove(note: Note): Promise<void> {
    await deleteNote(await options.database, note.id);
    options.onDeleted(note);
  }

  return { works: ofShown, receive, make, cancel, save, remove };
}

const isSame = (one: NoteWish, other: NoteWish): boolean =>
  one.meetingId === other.meetingId && isSameSubject(one.subject, other.subject);
