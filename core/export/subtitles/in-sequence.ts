/**
 * Shows subtitles one after the other without overlap, each as long as reading takes if time allows. Delays that this causes are
 * made up for soon.
 */

import { type Cue, COLUMNS_PER_SECOND, LEAST_MS, MOST_MS } from "./cue.ts";
import { widthOf } from "./width.ts";

/** Largest delay behind the voice, unless more is said at once than can be shown. */
const MOST_DELAY_MS = 2_000;
const SHORTEST_MS = 100;

/** @param cues by start */
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
  // Another speaker waits until these words are read; the same speaker stays in step with the voice.
  const needed = next.speaker === cue.speaker ? startMs + LEAST_MS : read;
  const latest = Math.max(next.startMs + MOST_DELAY_MS, startMs + SHORTEST_MS);
  return Math.min(Math.max(next.startMs, needed), latest);
}

function readingMs({ lines }: Cue): number {
  const columns = lines.reduce((sum, line) => sum + widthOf(line), 0);
  const ms = Math.round((columns / COLUMNS_PER_SECOND) * 1000);
  return Math.min(Math.max(ms, LEAST_MS), MOST_MS);
}
