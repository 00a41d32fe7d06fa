/** What every document of a meeting is made from: the meeting as it is kept, and the words that only the reader's language has. */

import type { Mark, Meeting, Note, NoteSubject, Turn } from "../meeting.ts";
import type { SupportFault } from "../notes/support.ts";
import type { SpeakerNames } from "../transcript/speaker.ts";

export interface DocumentSource {
  readonly meeting: Meeting;
  readonly durationMs: number;
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  /** Oldest first; of each subject the latest is written, of questions all. */
  readonly notes: readonly Note[];
}

/** The words of the document itself, in the reader's language. */
export interface DocumentWords {
  readonly untitled: string;
  /** What the notes of a subject are called. */
  readonly notes: (subject: NoteSubject) => string;
  readonly notesCutOff: string;
  readonly questions: string;
  /** Behind a bullet that the transcript does not bear out. */
  readonly fault: (fault: SupportFault) => string;
  readonly transcript: string;
  readonly insight: string;
  readonly speakers: SpeakerNames;
  /** Date and time of the meeting, as people write them. */
  readonly date: string;
  /** Of the times that programs read; absent: that of the machine. */
  readonly timeZone?: string;
  /** That everyone knew of the recording, and since when; null where nobody has confirmed it. */
  readonly consent: string | null;
  /** A pause with its length, a bookmark with its note. */
  readonly mark: (mark: Mark) => string;
}

/** Writes one kind of document. */
export type WriteDocument = (source: DocumentSource, words: DocumentWords) => string;
