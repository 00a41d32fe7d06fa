/** Makes one note: from the stored transcript to the stored note. */

import type { Note } from "../../../core/meeting.ts";
import { makeNotes, type NotesOrder } from "../../../core/notes/make-notes.ts";
import { notesOrder } from "../../../core/notes/order.ts";
import { isSameSubject } from "../../../core/notes/subject.ts";
import { citationsIn } from "../../../core/notes/transcript-lines.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { NoteJob } from "../../../core/protocol/live.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import { addNote, listNotes } from "../../shared/database/note-store.ts";
import { type Database, openDatabase } from "../../shared/database/open.ts";
import { listTurns } from "../../shared/database/turn-store.ts";
import { chatWithRetry, keepCost } from "./chat-with-retry.ts";

/**
 * @returns null if a live note is up to date, or if there is too little to begin one
 * @throws the reason of `signal` if it aborts; no note is stored then
 */
export async function makeNote(
  request: NoteRequest,
  settings: Settings,
  signal: AbortSignal,
  onProgress: (change: Partial<NoteJob>) => void,
): Promise<Result<Note | null>> {
  const database = await openDatabase();
  try {
    const order = await orderFor(request, settings, database);
    if (!order.ok) return order;
    const made = await makeNotes(
      order.value,
      (messages, isLast) =>
        chatWithRetry(settings, messages, signal, {
          onText(markdown) {
            if (isLast) onProgress({ markdown });
          },
          onUsage: (...used) => keepCost(database, request.meetingId, ...used),
        }),
      onProgress,
    );
    if (!made.ok)
      return request.isLive && made.problem.reason === "notes-empty-transcript" ? ok(null) : made;
    signal.throwIfAborted();
    const { lines, allLines } = order.value;
    const note: Note = {
      id: crypto.randomUUID(),
      meetingId: request.meetingId,
      subject: request.subject,
      createdAt: Date.now(),
      ...made.value,
      citations: citationsIn(made.value.markdown, allLines),
      ...(request.isLive && {
        isLive: true,
        upToMs: Math.max(...lines.map(({ turn }) => turn.endMs)),
      }),
    };
    await addNote(database, note);
    return ok(note);
  } finally {
    database.close();
  }
}

async function orderFor(
  { meetingId, subject, isLive }: NoteRequest,
  settings: Settings,
  database: Database,
): Promise<Result<NotesOrder>> {
  const meeting = await getMeeting(database, meetingId);
  if (!meeting || meeting.deletedAt !== undefined) return fail("notes-empty-transcript");
  const turns = await listTurns(database, meetingId);
  const notes = isLive ? await listNotes(database, meetingId) : [];
  const live =
    notes.findLast((note) => note.isLive && isSameSubject(note.subject, subject)) ?? null;
  return notesOrder(subject, { meeting, turns, settings, live });
}
