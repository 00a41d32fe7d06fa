/** Has the model read the statements of a stored note again, and stores its doubts with the note. */

import { plusTokens } from "../../../core/usage.ts";
import { EXTRACTIVE_MODEL } from "../../../core/language/language-request.ts";
import type { Note, TokenUsage } from "../../../core/meeting.ts";
import type { CheckedTranscript } from "../../../core/notes/check/evidence.ts";
import { checkedTranscript } from "../../../core/notes/check/note-check.ts";
import {
  doubtsIn,
  inheritedReading,
  readingParts,
} from "../../../core/notes/check/second-reading.ts";
import type { AskModel } from "../../../core/notes/make-notes.ts";
import { tokenUsage } from "../../../core/protocol/model-reply.ts";
import type { NoteRequest } from "../../../core/protocol/offscreen-requests.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { getMeeting } from "../../shared/database/meeting-store.ts";
import { editNote } from "../../shared/database/note-store.ts";
import type { Database } from "../../shared/database/open.ts";
import { listTurns } from "../../shared/database/turn-store.ts";

/** Notes that are replaced soon, answers, and sentences picked by rule are read once. */
export const wantsSecondReading = (
  { subject, isLive }: NoteRequest,
  { notes }: Settings,
  { model }: Note,
): boolean =>
  notes.secondReading && !isLive && subject.type === "template" && model !== EXTRACTIVE_MODEL;

/** Keeps of the reading of an earlier version what is said about statements that the note still has. */
export async function withReadingOf(database: Database, before: Note, note: Note): Promise<Note> {
  const transcript = before.secondReading && (await transcriptOf(database, note.meetingId));
  if (!before.secondReading || !transcript) return note;
  const { known, doubts } = inheritedReading(note, before, transcript);
  if (known.size === 0) return note;
  return { ...note, secondReading: { ...before.secondReading, statements: known.size, doubts } };
}

async function transcriptOf(
  database: Database,
  meetingId: string,
): Promise<CheckedTranscript | null> {
  const meeting = await getMeeting(database, meetingId);
  return meeting ? checkedTranscript(await listTurns(database, meetingId), meeting) : null;
}

/**
 * A reply that fails or can't be read leaves the note as it is.
 *
 * @param before version that the note was made of, if only a part of it has changed: what was read in it is not read again
 * @returns the note as stored; `null` without a reading
 * @throws the reason of the signal if it aborts; the note stays
 */
export async function readAgain(
  database: Database,
  note: Note,
  ask: AskModel,
  contextTokens: number,
  before: Note = note,
): Promise<Note | null> {
  const transcript = await transcriptOf(database, note.meetingId);
  if (!transcript) return null;
  const inherited = inheritedReading(note, before, transcript);
  const parts = readingParts(note, transcript, contextTokens, inherited.known);
  const doubts = [...inherited.doubts];
  let read = inherited.known.size;
  let usage: TokenUsage | undefined = note.usage;
  let model = note.model;
  for (const { statements, request } of parts) {
    const reply = await ask(request, false);
    if (!reply.ok) break;
    const tokens = tokenUsage(reply.value.usage);
    usage = usage ? plusTokens(usage, tokens) : tokens;
    model = reply.value.model;
    const found = doubtsIn(reply.value.content, statements);
    if (!found) continue;
    doubts.push(...found);
    read += statements.length;
  }
  if (parts.length === 0) return null;
  return editNote(database, note.id, (stored) => ({
    ...stored,
    ...(usage && { usage }),
    ...(read > 0 && { secondReading: { model, statements: read, doubts } }),
  }));
}
