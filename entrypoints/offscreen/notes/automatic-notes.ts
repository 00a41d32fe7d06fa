/** Notes that come by themselves: refreshed while a meeting runs, and made when it is over. */

import type { NoteSubject } from "../../../core/meeting.ts";
import { isSameSubject } from "../../../core/notes/subject.ts";
import type { Settings } from "../../../core/settings/settings.ts";
import { listNotes } from "../../shared/database/note-store.ts";
import { openDatabase } from "../../shared/database/open.ts";
import type { NoteMaker } from "./note-maker.ts";

const MS_PER_MINUTE = 60_000;

const subjectsOf = ({ notes }: Settings): readonly NoteSubject[] =>
  notes.chosen.map((templateId) => ({
    type: "template",
    templateId,
    // Ours are named by whoever shows them, in the reader's language.
    name: notes.templates.find(({ id }) => id === templateId)?.name ?? "",
  }));

/**
 * Of a meeting that is being recorded: the first chosen template, as often as the settings say. Answers how to stop it, and
 * with it whatever would only be the notes so far of what is then made of the whole.
 */
export function keepLiveNotes(meetingId: string, settings: Settings, maker: NoteMaker): () => void {
  const subjects = subjectsOf(settings);
  const [subject] = subjects;
  const { liveEveryMinutes } = settings.notes;
  const timer =
    subject && liveEveryMinutes !== null
      ? setInterval(
          () => void maker.make({ meetingId, subject, isLive: true, isUnasked: true }, settings),
          liveEveryMinutes * MS_PER_MINUTE,
        )
      : undefined;
  return () => {
    clearInterval(timer);
    for (const chosen of subjects) maker.cancel({ meetingId, subject: chosen });
  };
}

/** Of a meeting whose transcript is complete: the chosen templates that it has no notes of yet. */
export async function makeChosenNotes(
  meetingId: string,
  settings: Settings,
  maker: NoteMaker,
): Promise<void> {
  const database = await openDatabase();
  const made = (await listNotes(database, meetingId)).filter(({ isLive }) => !isLive);
  database.close();
  const missing = subjectsOf(settings).filter(
    (subject) => !made.some((note) => isSameSubject(note.subject, subject)),
  );
  await Promise.all(
    missing.map((subject) => maker.make({ meetingId, subject, isUnasked: true }, settings)),
  );
}
