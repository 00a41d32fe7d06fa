/** What a reader can change in a transcript: handed down to where it is read, past everything between. */

import type { InjectionKey } from "vue";
import type { SpeakerKey } from "../core/meeting.ts";

export interface TranscriptEdits {
  /** An empty name stands for the usual one. */
  rename(speaker: SpeakerKey, name: string): void;
  annotate(bookmarkId: string, note: string): void;
}

export const TRANSCRIPT_EDITS: InjectionKey<TranscriptEdits> = Symbol("transcript edits");
