/** Notes made from the chosen templates without a click: during a meeting, and of its complete transcript. */

import type { Note, NoteSubject } from "../../../core/meeting.ts";
import { isSameSubject } from "../../../core/notes/subject.ts";
import type { MeetingPlan } from "../../../core/protocol/offscreen-requests.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { listNotes } from "../../shared/database/note-store.ts";
import { withDatabase } from "../../shared/database/open.ts";
import type { NoteMaker } from "./note-maker.ts";

type TranscriptPlan = Pick<MeetingPlan, "meetingId" | "settings">;

const chosenSubjects = ({ notes }: Settings): readonly NoteSubject[] =>
  notes.chosen.map((templateId) => ({
    type: "template",
    templateId,
    // The panel names built-in templates in the user's language.
    name: notes.templates.find(({ id }) => id === templateId)?.name ?? "",
  }));

/** Makes or continues the live note of the first chosen template. */
export function makeLiveNote({ meetingId, settings }: TranscriptPlan, maker: NoteMaker): void {
  const [subject] = chosenSubjects(settings);
  if (subject) void maker.make({ meetingId, subject, isLive: true, isUnasked: true }, settings);
}

/** Cancels notes of the transcript so far: notes of the whole will replace them. */
export function cancelLiveNotes({ meetingId, settings }: TranscriptPlan, maker: NoteMaker): void {
  for (const subject of chosenSubjects(settings)) maker.cancel({ meetingId, subject });
}

/** Makes the notes that a meeting with a complete transcript still lacks. @returns whether there are new ones */
export async function makeChosenNotes(
  { meetingId, settings }: TranscriptPlan,
  maker: NoteMaker,
): Promise<boolean> {
  const list = (): Promise<readonly Note[]> =>
    withDatabase((database) => listNotes(database, meetingId));
  const notes = await list();
  // Notes of a part are made again when the rest is there.
  const made = notes.filter(({ upToMs }) => upToMs === undefined);
  const missing = chosenSubjects(settings).filter(
    (subject) => !made.some((note) => isSameSubject(note.subject, subject)),
  );
  await Promise.all(
    missing.map((subject) => maker.make({ meetingId, subject, isUnasked: true }, settings)),
  );
  return (await list()).some(({ id }) => notes.every((note) => note.id !== id));
}
