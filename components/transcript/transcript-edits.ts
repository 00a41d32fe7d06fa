/** Edits of a transcript, provided to the components that show it. Each resolves when the change is stored and shown. */

import type { InjectionKey } from "vue";
import type { SpeakerKey, Turn } from "../../core/meeting.ts";
import type { Match } from "../../core/transcript/find.ts";
import type { Replacement } from "../../core/transcript/replacement.ts";

export interface TranscriptEdits {
  /** @param name "" restores the default name; that of another speaker merges both */
  rename(speaker: SpeakerKey, name: string): Promise<void>;
  /** Names to choose from. @param speaker `null` for one who is not known yet */
  namesFor(speaker: SpeakerKey | null): readonly string[];
  /** @param text "" restores the recognised words */
  reword(turn: Turn, text: string): Promise<void>;
  replaceMatch(match: Match, words: string): Promise<void>;
  /** Replaces words in all turns and in the notes. */
  replaceAll(replacement: Replacement): Promise<void>;
  /** Assigns this turn alone. Assigning the recognised speaker reverts an earlier change. */
  assign(turn: Turn, speaker: SpeakerKey): Promise<void>;
  /** Assigns the turn to the speaker of this name, and adds the speaker if there is none. */
  assignTo(turn: Turn, name: string): Promise<void>;
  merge(from: SpeakerKey, into: SpeakerKey): Promise<void>;
  /** Reverts a merge. */
  separate(speaker: SpeakerKey): Promise<void>;
  annotate(bookmarkId: string, note: string): Promise<void>;
  /** @returns Id of the bookmark */
  addBookmark(atMs: number): Promise<string>;
  removeBookmark(bookmarkId: string): Promise<void>;
}

export const TRANSCRIPT_EDITS: InjectionKey<TranscriptEdits> = Symbol("transcript edits");
