/**
 * Subtitles one after the other, each as long as it takes to read where there is time for that. None overlaps the next, none
 * is gone before it is seen, and what this delays is soon in step with the voice again.
 */

import type { Cue } from "./cue.ts";
import { COLUMNS_PER_SECOND, LEAST_MS, MOST_MS } from "./rules.ts";
import { widthOf } from "./width.ts";

/** Nothing is shown later than this after it was said, unless more is said at once than can be shown. */
const MOST_DELAY_MS = 2_000;
/** Even then. */
const SHORTEST_MS = 100;

/** @param cues As they are spoken, by their beginnings. */
export function inSequence(cues: readonly Cue[]): readonly Cue[] {
  let free = 0;
  return cues.map((cue, index) => {
    const startMs = Math.max(cue.startMs, free);
    free = endOf(cue, startMs, cues[index + 1]);
    return { ...cue, startMs, endMs: free };
  });
}

function endOf(cue: Cue, startMs: number, next: Cue | undefined): number {
  const read = startMs + readingMs(cue);
  const wanted = Math.min(Math.max(cue.endMs, read), startMs + MOST_MS);
  if (!next || wanted <= next.startMs) return wanted;
  // One voice is kept in step with; another waits until these words are read.
  const needed = next.speaker === cue.speaker ? startMs + LEAST_MS : read;
  const latest = Math.max(next.startMs + MOST_DELAY_MS, startMs + SHORTEST_MS);
  return Math.min(Math.max(next.startMs, needed), latest);
}

function readingMs({ lines }: Cue): number {
  const columns = lines.reduce((sum, line) => sum + widthOf(line), 0);
  const ms = Math.round((columns / COLUMNS_PER_SECOND) * 1000);
  return Math.min(Math.max(ms, LEAST_MS), MOST_MS);
}
