/**
 * Rows of a transcript (turns and bookmarks) for the keyboard. One row is the current one; only its controls are in the tab
 * order, and every act applies to it.
 */

import type { InjectionKey } from "vue";

export type RowAct = "menu" | "name" | "new-speaker" | "words" | "note";

export interface CurrentRow {
  /** Id of the turn or the bookmark. */
  readonly key: string;
  readonly act: RowAct | null;
}

export interface TranscriptRows {
  begin(key: string, act: RowAct): void;
  /** @param byKey True if the focus is nowhere and returns to the row */
  end(byKey: boolean): void;
  /** Moves the focus off a row that will be removed. */
  leave(key: string): void;
}

export const TRANSCRIPT_ROWS: InjectionKey<TranscriptRows> = Symbol("transcript rows");

/** `data-control` of the control at which an act begins. */
export const CONTROL_OF: Readonly<Record<RowAct, string>> = {
  menu: "more",
  name: "name",
  "new-speaker": "more",
  words: "more",
  note: "note",
};
