/** A subtitle, and times as subtitle files write them. */

import type { ChannelName, SpeakerKey } from "../../meeting.ts";

/** Times are whole milliseconds on the meeting clock. */
export interface Cue {
  readonly channel: ChannelName;
  readonly speaker: SpeakerKey;
  readonly startMs: number;
  readonly endMs: number;
  /** One or two lines, none of them empty. */
  readonly lines: readonly string[];
}

/** `01:02:03.004`, with two or more digits of hours. */
export function cueTime(ms: number, decimalMark: "." | ","): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(two).join(":");
  return `${clock}${decimalMark}${String(ms % 1000).padStart(3, "0")}`;
}
