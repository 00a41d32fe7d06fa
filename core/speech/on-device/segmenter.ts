/**
 * Cuts audio into segments by voice activity: a segment is speech between two pauses, which is decoded as a whole and becomes one
 * turn. It ends with a pause; a longer one is cut at its quietest place. Pure: positions are samples since the stream began.
 */

import { msToSamples } from "../../audio/format.ts";

/** One window of audio, as the voice activity judges it. */
export interface VoiceWindow {
  readonly samples: number;
  /** Probability of speech, 0–1. */
  readonly probability: number;
  /** Root mean square of the samples, 0–1. */
  readonly level: number;
}

/** Samples from `from` up to `to`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Segment extends Span {
  /** Parts in which somebody speaks, in order and apart from each other. */
  readonly voiced: readonly Span[];
}

/** Speech begins with the first probability and lasts until one below the second (Silero's own defaults). */
const BEGIN_PROBABILITY = 0.5;
const LAST_PROBABILITY = 0.35;

/** Silence that ends a segment. Shorter ones separate words. */
const END_SILENCE = msToSamples(450);

/**
 * Audio that a segment has around its speech, because soft sounds at the edges of words are not detected as voice. Measured with 150 to
 * 350 ms before and 200 to 400 ms after: none gave fewer wrong words in clips and sample meeting together.
 */
const PAD_BEFORE = msToSamples(350);
export const PAD_AFTER = msToSamples(300);

/** The speech model was trained on pieces up to about this length. */
export const LONGEST_SEGMENT = msToSamples(20_000);

/** A long segment is cut in its second half. */
const EARLIEST_CUT = LONGEST_SEGMENT / 2;

/** Windows on each side of a cut that count for its loudness, because single quiet windows are within words. */
const AROUND_CUT = 2;

interface PlacedWindow extends Span {
  readonly isVoiced: boolean;
  /** Level, weighted by the probability of speech. */
  readonly loudness: number;
}

export interface Segmenter {
  /** @returns the segments that this window completes */
  push(window: VoiceWindow): Segment[];
  /** Ends the open segment here. */
  flush(): Segment[];
  /** The segment that is still spoken, up to now; `null` in a pause. */
  open(): Segment | null;
  /** The quietest place of the open segment between two samples, or `to` if there is none. */
  quietestPlace(from: number, to: number): number;
  /** First sample that a later segment can contain. */
  neededFrom(): number;
}

export function createSegmenter(): Segmenter {
  let at = 0;
  /** A segment never begins before the end of the last one. */
  let lastEnd = 0;
  /** Windows of the open segment, from its first voiced one on. */
  let windows: PlacedWindow[] = [];

  const startOf = (first: PlacedWindow): number => Math.max(lastEnd, first.from - PAD_BEFORE);

  function open(): Segment | null {
    const [first] = windows;
    return first ? segmentOf(windows, startOf(first), at) : null;
  }

  /** Ends the open segment after its last speech. */
  function end(): Segment[] {
    const segment = open();
    windows = [];
    if (segment === null) return [];
    lastEnd = segment.to;
    return [segment];
  }

  /** Cuts the open segment; what follows the cut stays open if it has speech. */
  function cut(): Segment[] {
    const [first] = windows;
    if (!first) return [];
    const from = startOf(first);
    lastEnd = quietestPlace(windows, from + EARLIEST_CUT, at);
    const segment = segmentOf(
      windows.filter((window) => window.from < lastEnd),
      from,
      lastEnd,
    );
    const next = windows.findIndex(({ isVoiced, from }) => isVoiced && from >= lastEnd);
    windows = next < 0 ? [] : windows.slice(next);
    return [segment];
  }

  return {
    push({ samples, probability, level }) {
      const wasOpen = windows.length > 0;
      const isVoiced = probability >= (wasOpen ? LAST_PROBABILITY : BEGIN_PROBABILITY);
      const window = { from: at, to: at + samples, isVoiced, loudness: level * probability };
      at += samples;
      if (wasOpen || isVoiced) windows.push(window);
      const [first] = windows;
      if (!first) return [];
      if (at - lastVoiceOf(windows) >= END_SILENCE) return end();
      // One more window could exceed the limit.
      return at - startOf(first) + samples > LONGEST_SEGMENT ? cut() : [];
    },
    flush: end,
    open,
    quietestPlace: (from, to) => quietestPlace(windows, from, to),
    neededFrom: () => {
      const [first] = windows;
      return first ? startOf(first) : Math.max(lastEnd, at - PAD_BEFORE);
    },
  };
}

const lastVoiceOf = (windows: readonly PlacedWindow[]): number =>
  windows.findLast(({ isVoiced }) => isVoiced)?.to ?? 0;

function segmentOf(windows: readonly PlacedWindow[], from: number, end: number): Segment {
  const voiced: Span[] = [];
  for (const window of windows) {
    if (!window.isVoiced) continue;
    const last = voiced.at(-1);
    if (last?.to === window.from) voiced[voiced.length - 1] = { from: last.from, to: window.to };
    else voiced.push({ from: window.from, to: window.to });
  }
  return { from, to: Math.min(end, (voiced.at(-1)?.to ?? from) + PAD_AFTER), voiced };
}

/** @returns the beginning of a window within these bounds, or `to` if there is none */
function quietestPlace(windows: readonly PlacedWindow[], from: number, to: number): number {
  let best = to;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, window] of windows.entries()) {
    if (window.from < from || window.from >= to || index < AROUND_CUT) continue;
    const around = windows.slice(index - AROUND_CUT, index + AROUND_CUT);
    const loudness = around.reduce((sum, each) => sum + each.loudness, 0) / around.length;
    if (loudness >= least) continue;
    least = loudness;
    best = window.from;
  }
  return best;
}
