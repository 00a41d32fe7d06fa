/** How long it takes to read a subtitle, with the names in it. */

import {
  type Cue,
  COLUMNS_PER_SECOND,
  DASH,
  type LabelWidth,
  lastSpeaker,
  LEAST_MS,
  MOST_MS,
} from "./cue.ts";
import { widthOf } from "./width.ts";

/** @param before the subtitle before: a speaker who goes on is not named again */
export function readingMs(cue: Cue, before: Cue | undefined, labelWidth: LabelWidth): number {
  const columns = cue.reply
    ? dialogueLines(cue, cue.reply).reduce(
        (sum, { speaker, line }) => sum + widthOf(DASH + line) + labelWidth(speaker),
        0,
      )
    : cue.lines.reduce((sum, line) => sum + widthOf(line), 0) +
      (before && lastSpeaker(before) === cue.speaker ? 0 : labelWidth(cue.speaker));
  const ms = Math.ceil((columns / COLUMNS_PER_SECOND) * 1000);
  return Math.min(Math.max(ms, LEAST_MS), MOST_MS);
}

/** The two lines of a subtitle with a reply. */
export const dialogueLines = (
  { speaker, lines: [line = ""] }: Cue,
  reply: NonNullable<Cue["reply"]>,
): readonly [Line, Line] => [{ speaker, line }, reply];

type Line = NonNullable<Cue["reply"]>;
