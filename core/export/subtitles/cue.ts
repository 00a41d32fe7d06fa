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
  /** Second line, if another speaker replies before the first could be read. Then `lines` has one. */
  readonly reply?: Reply;
}

interface Reply {
  readonly speaker: SpeakerKey;
  readonly line: string;
}

/** Stands before both lines of a subtitle with a reply, as subtitlers write dialogues (`LINES` names the guides). */
export const DASH = "- ";

/** Columns of the name of a speaker in front of the words; 0 where names are not shown. */
export type LabelWidth = (speaker: SpeakerKey) => number;

/** Who speaks last in a subtitle. */
export const lastSpeaker = ({ speaker, reply }: Cue): SpeakerKey => reply?.speaker ?? speaker;

/** `01:02:03.004`, with two or more digits of hours. */
export function cueTime(ms: number, decimalMark: "." | ","): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  const clock = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(two).join(":");
  return `${clock}${decimalMark}${String(ms % 1000).padStart(3, "0")}`;
}

/**
 * The measures of a subtitle. Netflix, "English (USA) Timed Text Style Guide" and "Timed Text Style Guide: General
 * Requirements": two lines at most, 42 characters a line, 5/6 s to 7 s, 20 characters a second for adults. "Chinese
 * (Simplified)" and "Korean" have 16 characters a line. BBC, "Subtitle Guidelines", says the same of where lines end: at the
 * end of sentences and clauses, and with no word left alone.
 */
export const LINES = 2;
/** Columns of a line; a Latin letter is one column wide. */
export const MOST_COLUMNS = 42;
/** A Chinese, Japanese or Korean letter; 16 of them fill a line. */
export const WIDE_COLUMNS = MOST_COLUMNS / 16;

export const LEAST_MS = 833;
export const MOST_MS = 7_000;
/** Reading speed. Faster speech is shown faster, because no word is dropped and words stay with the voice. */
export const COLUMNS_PER_SECOND = 20;
