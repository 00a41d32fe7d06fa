/**
 * The rows of a transcript, turns and bookmarks, as the keyboard sees them: one of them is the current one, and only its
 * controls are in the order of the Tab key. What is being done with a row is done with the current one.
 */

import type { InjectionKey } from "vue";

export type RowAct = "menu" | "name" | "person" | "words" | "note";

export interface CurrentRow {
  /** `turnId` of the turn, or id of the bookmark. */
  readonly key: string;
  readonly act: RowAct | null;
}

export interface TranscriptRows {
  begin(key: string, act: RowAct): void;
  /** @param byKey The focus is left without a place and goes back to the row. */
  end(byKey: boolean): void;
  /** Moves the focus off a row that will be gone. */
  leave(key: string): void;
}

export const TRANSCRIPT_ROWS: InjectionKey<TranscriptRows> = Symbol("transcript rows");

/** Which control of the row an act began at, by its `data-control`. */
export const CONTROL_OF: Readonly<Record<RowAct, string>> = {
  menu: "more",
  name: "name",
  person: "more",
  words: "more",
  note: "note",
};
