/** What there is of a meeting to take away, and what the person should know of it. */

import type { ChannelName } from "../../core/meeting.ts";

export interface ExportOffer {
  readonly hasAudio: boolean;
  /** Of the meeting; where there are two, each can be had by itself. */
  readonly channels: readonly {
    readonly name: ChannelName;
    readonly speaker: string;
    readonly hasAudio: boolean;
  }[];
  /** Words or notes. */
  readonly hasText: boolean;
  readonly hasWords: boolean;
  /** Nothing more is recorded: only then is everything of it everything. */
  readonly isComplete: boolean;
}

/** `preparing`: a file is being put together, and there will be no second one until then. */
export type ExportNews = "preparing" | "copied";
