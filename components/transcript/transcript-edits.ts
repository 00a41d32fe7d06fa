/**
 * What a reader can change in a transcript: handed down to where it is read, past everything between. Each change resolves
 * when it is stored and shown.
 */

import type { InjectionKey } from "vue";
import type { SpeakerKey, Turn } from "../../core/meeting.ts";

export interface TranscriptEdits {
  /** An empty name stands for the usual one. */
  rename(speaker: SpeakerKey, name: string): Promise<void>;
  /** Other words for what was said; "" brings back what was heard. */
  reword(turn: Turn, text: string): Promise<void>;
  /** Another speaker for this turn alone. The one who was heard takes an earlier change back. */
  assign(turn: Turn, speaker: SpeakerKey): Promise<void>;
  /** To somebody of this name: who is called so already, or a new person. */
  assignTo(turn: Turn, name: string): Promise<void>;
  merge(from: SpeakerKey, into: SpeakerKey): Promise<void>;
  /** Takes a merge back. */
  separate(speaker: SpeakerKey): Promise<void>;
  annotate(bookmarkId: string, note: string): Promise<void>;
  /** Resolves with its id. */
  addBookmark(atMs: number): Promise<string>;
  removeBookmark(bookmarkId: string): Promise<void>;
}

export const TRANSCRIPT_EDITS: InjectionKey<TranscriptEdits> = Symbol("transcript edits");
