/** What notes are read against: the transcript that they cite. */

import type { Note, Turn } from "../../core/meeting.ts";

export interface Transcript {
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  /** All their words (`everythingSaid`). */
  readonly said: string;
}

/** As much of a note as it takes to read it: also one that is still being written. */
export type NoteText = Pick<Note, "markdown" | "citations" | "isCutOff">;
