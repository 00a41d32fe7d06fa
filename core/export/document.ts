/** Input of every exported document: the stored meeting, and the words of the reader's language. */

import type { Mark, Meeting, Note, NoteSubject, Turn } from "../meeting.ts";
import type { Fault } from "../notes/check/check.ts";
import type { KeyPointKind } from "../notes/key-point-lines.ts";
import { type SpeakerNames, speakerOf } from "../transcript/speaker.ts";
import { hasWords } from "../transcript/transcript-items.ts";

export interface DocumentSource {
  readonly meeting: Meeting;
  readonly durationMs: number;
  /** In the order they were spoken. */
  readonly turns: readonly Turn[];
  /** Oldest first. Documents hold the latest version of each subject and every question. */
  readonly notes: readonly Note[];
}

export interface DocumentWords {
  readonly untitled: string;
  /** Heading of the notes of a subject. */
  readonly notes: (subject: NoteSubject) => string;
  readonly notesCutOff: string;
  /** Says that notes cover the meeting only up to a time, and its length. */
  readonly notesCover: (upTo: string, length: string) => string;
  /** Heading of the user's own lines. */
  readonly ownLines: string;
  /** Follows a line of the user that holds a decision. */
  readonly decision: string;
  readonly questions: string;
  /** Follows a statement that the transcript does not support. */
  readonly fault: (fault: Fault) => string;
  readonly transcript: string;
  readonly insight: string;
  readonly keyPoint: (kind: KeyPointKind) => string;
  readonly speakers: SpeakerNames;
  /** Date and time of the meeting in the reader's notation. */
  readonly date: string;
  /** Zone of machine-readable times. Default: the machine's. */
  readonly timeZone?: string;
  /** Says that everyone knew of the recording, and since when; `null` if the user has not confirmed it. */
  readonly consent: string | null;
  /** Text for a pause with its length or for a bookmark with its note. */
  readonly mark: (mark: Mark) => string;
  /** Marks a draft turn, after the name of its speaker. */
  readonly draft: string;
  /** Says what is marked so. */
  readonly draftNote: string;
}

/** The line about drafts, if the document has any. */
export const draftNotes = ({ turns }: DocumentSource, { draftNote }: DocumentWords): string[] =>
  turns.some((turn) => turn.isDraft && hasWords(turn)) ? [draftNote] : [];

/** The speaker of a turn, marked if it is a draft. */
export const markedSpeaker = (turn: Turn, { speakers, draft }: DocumentWords): string =>
  turn.isDraft ? `${speakerOf(turn, speakers)} (${draft})` : speakerOf(turn, speakers);

export type WriteDocument = (source: DocumentSource, words: DocumentWords) => string;
