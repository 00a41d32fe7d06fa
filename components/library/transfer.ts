/** Imports and exports as components show them. */

import type { ChannelName } from "../../core/meeting.ts";
import type { Problem } from "../../core/problem.ts";

export interface Transfer {
  readonly label: string;
  /** 0–1; 0 also means unknown. */
  readonly share: number;
}

export interface TransferResult {
  readonly sentence: string;
  readonly refused: readonly { readonly name: string; readonly problem: Problem }[];
}

/** Parts of the meeting that can be exported. */
export interface ExportOffer {
  readonly hasAudio: boolean;
  readonly audioSeconds: number;
  readonly channels: readonly {
    readonly name: ChannelName;
    readonly speaker: string;
    readonly hasAudio: boolean;
  }[];
  /** There are turns or notes. */
  readonly hasText: boolean;
  /** There are turns. */
  readonly hasWords: boolean;
  /** The meeting is not being recorded, so an archive of it would be complete. */
  readonly isComplete: boolean;
}

/** `preparing`: a file is being written, and no second export starts until it is done. */
export type ExportNews = "preparing" | "copied";
