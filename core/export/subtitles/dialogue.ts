/**
 * Puts two quick speakers into one subtitle, each on a line of its own: "- Yes." "- No." Shown one after the other, neither could be
 * read.
 */

import { type Cue, DASH, type LabelWidth, MOST_COLUMNS, MOST_MS } from "./cue.ts";
import { readingMs } from "./reading-time.ts";
import { widthOf } from "./width.ts";

/** @param cues by start */
export function withDialogues(cues: readonly Cue[], labelWidth: LabelWidth): readonly Cue[] {
  const joined: Cue[] = [];
  for (const cue of cues) {
    const last = joined.at(-1);
    const dialogue = last ? dialogueOf(last, cue, labelWidth, joined.at(-2)) : null;
    if (dialogue) joined[joined.length - 1] = dialogue;
    else joined.push(cue);
  }
  return joined;
}

/**
 * @param before the subtitle before both
 * @returns both in one, or `null` if the first can be read before the other speaker begins, or one of them needs two lines
 */
export function dialogueOf(cue: Cue, next: Cue, labelWidth: LabelWidth, before?: Cue): Cue | null {
  const endMs = Math.max(cue.endMs, next.endMs);
  const isQuick = next.startMs < cue.startMs + readingMs(cue, before, labelWidth);
  const fits = [cue, next].every(
    ({ speaker, lines, reply }) =>
      reply === undefined &&
      lines.length === 1 &&
      widthOf(DASH + (lines[0] ?? "")) + labelWidth(speaker) <= MOST_COLUMNS,
  );
  return isQuick && fits && cue.speaker !== next.speaker && endMs - cue.startMs <= MOST_MS
    ? { ...cue, endMs, reply: { speaker: next.speaker, line: next.lines[0] ?? "" } }
    : null;
}
