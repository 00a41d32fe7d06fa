/** Counts how long each person of a meeting has talked. */

import type { SpeakerKey, Turn } from "../meeting.ts";
import { speakerKey, type SpeakerNames } from "./speaker.ts";
import { hasWords } from "./transcript-items.ts";

export interface TalkTime {
  readonly speaker: SpeakerKey;
  readonly ms: number;
  /** Share of all talk time, 0–1. */
  readonly share: number;
}

/** Shorter pauses between words belong to the talk. */
const PAUSE_MS = 1_000;

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Counts people who talk at once each for themselves, and overlapping turns of one person once. Echoes do not count.
 *
 * @param turns in any order
 * @returns who has talked longest first
 */
export function talkTimes(turns: readonly Turn[], names: SpeakerNames): readonly TalkTime[] {
  const spans = new Map<SpeakerKey, Span[]>();
  for (const turn of turns) {
    if (!hasWords(turn)) continue;
    const key = speakerKey(turn, names);
    const own = spans.get(key) ?? [];
    spans.set(key, own);
    own.push(...spokenSpans(turn));
  }
  const times = Array.from(spans, ([speaker, own]) => ({ speaker, ms: lengthOf(own) }));
  const all = times.reduce((sum, { ms }) => sum + ms, 0);
  return times
    .map((time) => ({ ...time, share: all === 0 ? 0 : time.ms / all }))
    .toSorted((one, other) => other.ms - one.ms);
}

/** A turn without words, as of an older import, counts as a whole. */
function spokenSpans({ words, startMs, endMs }: Turn): readonly Span[] {
  if (words.length === 0) return [{ startMs, endMs }];
  return words.filter(({ isEcho }) => !isEcho);
}

/** Length of the spans, which may overlap, with the pauses between them that are short. */
function lengthOf(spans: readonly Span[]): number {
  let [total, until] = [0, -Infinity];
  for (const { startMs, endMs } of spans.toSorted((one, other) => one.startMs - other.startMs)) {
    const from = startMs - until <= PAUSE_MS ? until : startMs;
    total += Math.max(0, endMs - from);
    until = Math.max(until, endMs);
  }
  return total;
}
