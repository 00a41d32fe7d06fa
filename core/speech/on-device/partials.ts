/**
 * Partials of the open turn: when they are due, and their words. They use a share of the time, so that finals are never late because
 * of them.
 */

import { msToSamples } from "../../audio/format.ts";
import type { AudioBuffer } from "./audio-buffer.ts";
import type { Reading, SegmentReader } from "./read-segment.ts";
import { PAD_AFTER, type Segment, type Segmenter, type Span } from "./segmenter.ts";
import { spreadWords, type TimedWord } from "./word-times.ts";

/** The first partial of a turn comes after this much audio, later ones after pauses of at least this length. */
const FIRST_PARTIAL = msToSamples(700);
const NEXT_PARTIAL = msToSamples(1_000);

/** Partials may take this share of the time. */
const PARTIAL_SHARE = 0.25;
/** A partial that would take longer is left out: the pause that ends the turn would have to wait for it. */
const LONGEST_PARTIAL_MS = 1_000;
/** A partial reads only this much; the words before stay as they were read last, until the final. */
const LONGEST_TAIL = msToSamples(6_000);

interface PartialsContext {
  readonly audio: AudioBuffer;
  readonly segmenter: Segmenter;
  readonly reader: SegmentReader;
  /** Milliseconds of any clock that never goes back. */
  readonly now: () => number;
}

/** Result of the last partial of the open segment. */
interface LastPartial {
  /** Words before `from` are not read again. */
  readonly from: number;
  readonly words: readonly TimedWord[];
  /** The last attempt, on the audio from `from` up to `to`. */
  readonly to: number;
  readonly reading: Reading | null;
  readonly text: string;
  /** Audio that had been heard then. */
  readonly heard: number;
}

export interface Partials {
  /** @param heard samples of the stream whose voice activity is known */
  areDue(heard: number): boolean;
  /** Reads the open segment. @returns all its words so far; `null` if there are none or they have not changed */
  read(heard: number): Promise<readonly TimedWord[] | null>;
  /** The reading of a segment that the last partial has read as a whole, for its final. */
  readingOf(segment: Segment): Reading | undefined;
  /** Called when the segment is over. */
  reset(): void;
}

export function createPartials({ audio, segmenter, reader, now }: PartialsContext): Partials {
  let last: LastPartial | null = null;
  /** Time for the last partial, and for each of its samples. */
  let costMs = 0;
  let msPerSample = 0;

  function areDue(heard: number): boolean {
    const open = segmenter.open();
    if (open === null || open.to === last?.to) return false;
    const tail = Math.min(LONGEST_TAIL, open.to - (last?.from ?? open.from));
    if (tail * msPerSample > LONGEST_PARTIAL_MS) return false;
    // A pause may end the turn; then these are the words of its final.
    if (heard - lastVoiceOf(open) >= PAD_AFTER) return true;
    if (last === null) return heard - (open.voiced[0]?.from ?? heard) >= FIRST_PARTIAL;
    return heard - last.heard >= Math.max(NEXT_PARTIAL, msToSamples(costMs / PARTIAL_SHARE));
  }

  async function read(heard: number): Promise<readonly TimedWord[] | null> {
    const open = segmenter.open();
    if (open === null) return null;
    const { from, words } = last ?? { from: open.from, words: [] };
    const isLong = open.to - from > LONGEST_TAIL;
    const to = isLong
      ? segmenter.quietestPlace(from + LONGEST_TAIL / 2, from + LONGEST_TAIL)
      : open.to;

    const begin = now();
    const reading = await reader.attempt(audio.floats({ from, to }));
    costMs = now() - begin;
    msPerSample = costMs / (to - from);

    const all = [...words, ...spreadWords(reading.words, clipped(open, { from, to }))];
    const text = all.map((word) => word.text).join(" ");
    const isChanged = text !== "" && text !== last?.text;
    last = isLong
      ? { from: to, words: all, to, reading: null, text, heard }
      : { from, words, to, reading, text, heard };
    return isChanged ? all : null;
  }

  return {
    areDue,
    read,
    readingOf({ from, to }) {
      return last?.from === from && last.to === to ? (last.reading ?? undefined) : undefined;
    },
    reset: () => void (last = null),
  };
}

const lastVoiceOf = ({ voiced, to }: Segment): number => voiced.at(-1)?.to ?? to;

function clipped({ voiced }: Segment, { from, to }: Span): Segment {
  const within = voiced
    .map((span) => ({ from: Math.max(from, span.from), to: Math.min(to, span.to) }))
    .filter((span) => span.from < span.to);
  return { from, to, voiced: within };
}
