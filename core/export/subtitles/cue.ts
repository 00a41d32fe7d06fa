/** One subtitle: who says what, and when it is shown, in whole milliseconds on the meeting clock. */

import type { ChannelName, SpeakerKey } from "../../meeting.ts";

export interface Cue {
  readonly channel: ChannelName;
  readonly speaker: SpeakerKey;
  readonly startMs: number;
  readonly endMs: number;
  /** One or two, neither of them empty. */
  readonly lines: readonly string[];
}
