/**
 * Decides how two streams of one file become channels of a meeting: two sides of a stereo recording, or two tracks of a video.
 * Two people on two sides stay apart; everything else becomes one channel without losing what cancels in a sum.
 */

import { SAMPLE_RATE } from "./format.ts";

/** Counts of one file so far; plain data, so that an interrupted import can go on with it. */
export interface SideCounts {
  /** Energies of both streams, and their product: with it, sum and difference are known too. */
  first: number;
  second: number;
  product: number;
  /** Windows by level of the louder stream and by the difference of both (`LEVELS` × `DIFFERENCES`). */
  readonly windows: number[];
}

/**
 * - `both`: two channels
 * - `mean`: one channel, the mean
 * - `first`, `second`: one channel, because the other is silent
 * - `difference`: one channel, half the difference, because the mean cancels
 */
export type Sides = "both" | "mean" | "first" | "second" | "difference";

/** Long enough for the level of a syllable, short enough that two people seldom speak in one. */
const WINDOW_SAMPLES = SAMPLE_RATE / 20;
const STEP_DB = 3;
/** 0 to −93 dB of full scale. */
const LEVELS = 32;
/** −30 to 30 dB: the first stream is louder above the middle. */
const DIFFERENCES = 21;
const MIDDLE = (DIFFERENCES - 1) / 2;

/** A stream this far below the other holds at most its crosstalk. */
const SILENT_RATIO = 1e-5;
/** The difference has four times the energy of the sum: the sum cancels. */
const CANCELS_RATIO = 4;
/** Windows within 24 dB of the loud ones are speech. */
const SPEECH_STEPS = 8;
/** The share of windows that are louder than all "loud" ones. */
const LOUD_SHARE = 0.05;
/**
 * A window belongs to one side if this side is 6 dB louder. Two microphones in one room hear each other at −8 dB and less; in a
 * stereo recording of a room the sides differ by 3 dB (test/unit/audio/two-sides.test.ts).
 */
const APART_STEPS = 2;
/** Of all windows of speech: those of either side alone, and those of the side that speaks less. */
const APART_SHARE = 0.6;
const LESSER_SHARE = 0.03;

export const noSideCounts = (): SideCounts => ({
  first: 0,
  second: 0,
  product: 0,
  windows: Array.from({ length: LEVELS * DIFFERENCES }, () => 0),
});

/** Adds blocks of the same length. */
export function countSides(counts: SideCounts, first: Float32Array, second: Float32Array): void {
  for (let from = 0; from < first.length; from += WINDOW_SAMPLES) {
    const to = Math.min(from + WINDOW_SAMPLES, first.length);
    let a = 0;
    let b = 0;
    let product = 0;
    for (let i = from; i < to; i++) {
      const x = first[i] ?? 0;
      const y = second[i] ?? 0;
      a += x * x;
      b += y * y;
      product += x * y;
    }
    counts.first += a;
    counts.second += b;
    counts.product += product;
    const index = windowOf(a / (to - from), b / (to - from));
    counts.windows[index] = (counts.windows[index] ?? 0) + 1;
  }
}

const decibels = (power: number): number => 10 * Math.log10(power + 1e-12);

function windowOf(first: number, second: number): number {
  const level = Math.floor(-decibels(Math.max(first, second)) / STEP_DB);
  const apart = Math.round((decibels(first) - decibels(second)) / STEP_DB);
  const column = MIDDLE + Math.max(-MIDDLE, Math.min(MIDDLE, apart));
  return Math.max(0, Math.min(LEVELS - 1, level)) * DIFFERENCES + column;
}

export function sidesOf(counts: SideCounts): Sides {
  const { first, second, product } = counts;
  if (second <= first * SILENT_RATIO) return second === first ? "mean" : "first";
  if (first <= second * SILENT_RATIO) return "second";
  if (areTwoPeople(counts)) return "both";
  const sum = first + second + 2 * product;
  const difference = first + second - 2 * product;
  return difference > CANCELS_RATIO * sum ? "difference" : "mean";
}

function areTwoPeople({ windows }: SideCounts): boolean {
  const rows = Array.from({ length: LEVELS }, (_, level) =>
    windows.slice(level * DIFFERENCES, (level + 1) * DIFFERENCES),
  );
  // The last row is digital silence.
  const heard = rows.slice(0, -1);
  const all = total(heard.flat());
  let loudest = 0;
  for (let louder = 0; loudest < heard.length; loudest++) {
    louder += total(heard[loudest] ?? []);
    if (louder > all * LOUD_SHARE) break;
  }
  const speech = heard.slice(0, loudest + SPEECH_STEPS);
  const spoken = total(speech.flat());
  const onSecond = total(speech.flatMap((row) => row.slice(0, MIDDLE - APART_STEPS + 1)));
  const onFirst = total(speech.flatMap((row) => row.slice(MIDDLE + APART_STEPS)));
  return (
    spoken > 0 &&
    onFirst + onSecond >= APART_SHARE * spoken &&
    Math.min(onFirst, onSecond) >= LESSER_SHARE * spoken
  );
}

const total = (counts: readonly number[]): number => counts.reduce((sum, each) => sum + each, 0);
