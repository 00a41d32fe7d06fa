/** A note as a person has changed it: a version of its own, that cites what its text cites now. */

import type { Note, Turn } from "../meeting.ts";
import { citationsIn, transcriptLines } from "./transcript-lines.ts";

/** @param markdown Cites turns by the places they have by now, as `renumbered` gives it */
export const editedNote = (
  { isCutOff: _cutOff, isLive: _live, usage: _usage, ...note }: Note,
  markdown: string,
  turns: readonly Turn[],
  version: Pick<Note, "id" | "createdAt">,
): Note => ({
  ...note,
  ...version,
  markdown,
  citations: citationsIn(markdown, transcriptLines(turns)),
  isEdited: true,
});
