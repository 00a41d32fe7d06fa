/** Has the model read the statements of a stored note again, and stores its doubts with the note. */

import { plusTokens } from "../../../core/cost.ts";
import { EXTRACTIVE_MODEL } from "../../../core/language/language-request.ts";
import type { Note, SecondReading, TokenUsage } from "../../../core/meeting.ts";
import { checkedTranscript } from "../../../core/notes/check/note-check.ts";
import { doubtsIn, readingParts } from "../../../core/notes/check/second-reading.ts";
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

/**
 * A reply that fails or can't be read leaves the note as it is.
 *
 * @returns the note as stored; `null` without a reading
 * @throws the reason of the signal if it aborts; the note stays
 */
export async function readAgain(
  database: Database,
  note: Note,
  ask: AskModel,
  contextTokens: number,
): Promise<Note | null> {
  const meeting = await getMeeting(database, note.meetingId);
  if (!meeting) return null;
  const turns = await listTurns(database, note.meetingId);
  const parts = readingParts(note, checkedTranscript(turns, meeting), contextTokens);
  const doubts: SecondReading["doubts"][number][] = [];
  let read = 0;
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
