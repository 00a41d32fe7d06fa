/** From what is stored of a meeting and wished for to what the model is asked. */

import type { Meeting, Note, NoteSubject, Turn } from "../meeting.ts";
import { fail, ok, type Result } from "../problem.ts";
import type { Settings } from "../settings/settings.ts";
import { renumbered } from "./citations.ts";
import { instructionsFor } from "./instructions.ts";
import type { NotesOrder } from "./make-notes.ts";
import { transcriptLines, type TranscriptLine } from "./transcript-lines.ts";

const MS_PER_MINUTE = 60_000;

export interface NotesMaterial {
  readonly meeting: Meeting;
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  readonly settings: Settings;
  /** The live note to continue; null where there is none. */
  readonly live: Note | null;
}

export function notesOrder(
  subject: NoteSubject,
  { meeting, turns, settings, live }: NotesMaterial,
): Result<NotesOrder> {
  const instructions = instructionsFor(subject, settings.notes.templates);
  if (instructions === null) return fail("notes-template-gone");
  const allLines = transcriptLines(turns, meeting);
  return ok({
    instructions,
    lines: linesFor(subject, allLines, live),
    allLines,
    context: {
      title: meeting.title,
      language: settings.notes.language,
      keyTerms: settings.speech.keyTerms,
    },
    contextTokens: settings.notes.contextTokens,
    ...(live && { before: renumbered(live, turns) }),
  });
}

function linesFor(
  subject: NoteSubject,
  lines: readonly TranscriptLine[],
  live: Note | null,
): readonly TranscriptLine[] {
  if (live) return lines.filter(({ turn }) => turn.endMs > (live.upToMs ?? Infinity));
  if (subject.type !== "catch-up") return lines;
  const end = Math.max(0, ...lines.map(({ turn }) => turn.endMs));
  return lines.filter(({ turn }) => turn.endMs > end - subject.minutes * MS_PER_MINUTE);
}
