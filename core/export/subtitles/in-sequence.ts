/**
 * Shows subtitles one after the other without overlap, each as long as reading takes if time allows. Delays that this causes are
 * made up for soon.
 */

import { type Cue, type LabelWidth, lastSpeaker, LEAST_MS, MOST_MS } from "./cue.ts";
import { readingMs } from "./reading-time.ts";

/** Largest delay behind the voice, unless more is said at once than can be shown. */
const MOST_DELAY_MS = 2_000;
/** The same if the speaker goes on: then words are watched beside the voice. */
const MOST_OWN_DELAY_MS = 1_000;
/** Up to this delay each is shown long enough to be seen at all. */
const MOST_SEEN_DELAY_MS = 4_000;
const SHORTEST_MS = 100;

/** @param cues by start */
export function inSequence(cues: readonly Cue[], labelWidth: LabelWidth): readonly Cue[] {
  let free = 0;
  return cues.map((cue, index) => {
    const startMs = Math.max(cue.startMs, free);
    const read = startMs + readingMs(cue, cues[index - 1], labelWidth);
    free = endOf(cue, startMs, read, cues[index + 1]);
    return { ...cue, startMs, endMs: free };
  });
}

/** @param readMs when it has been read */
function endOf(cue: Cue, startMs: number, readMs: number, next: Cue | undefined): number {
  const wanted = Math.min(Math.max(cue.endMs, readMs), startMs + MOST_MS);
  if (!next || wanted <= next.startMs) return wanted;
  const delay = next.speaker === lastSpeaker(cue) ? MOST_OWN_DELAY_MS : MOST_DELAY_MS;
  const latest = Math.max(
    next.startMs + delay,
    Math.min(startMs + LEAST_MS, next.startMs + MOST_SEEN_DELAY_MS),
    startMs + SHORTEST_MS,
  );
  return Math.min(Math.max(next.startMs, readMs), latest);
}
