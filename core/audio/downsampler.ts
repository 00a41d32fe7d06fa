/**
 * Sound at the rate of an audio context in, at `SAMPLE_RATE` out, block by block as it comes: a low-pass filter, evaluated
 * only where a sample is wanted. Where the blocks are cut makes no difference to what comes out.
 *
 * Sample n of the output stands for the moment of n ÷ 16,000 s on the context's own clock, so that what several channels of
 * one context hear at once stays together. The filter delays all of it by half its length, which is 1.7 ms at 48 kHz.
 */

import { SAMPLE_RATE } from "./format.ts";

/**
 * Takes a block of −1…1 samples, the first of which is sample frame `atFrame`. Null: the source has none at present, which is
 * silence. The block is the caller's again when this returns.
 */
export type TakeBlock = (block: Float32Array | null, length: number, atFrame: number) => void;

/** Speech is understood to here (ITU-T G.722 counts wideband speech to 7 kHz, where this takes 1.6 dB away). */
const PASSED_HZ = 6_500;
/** What is above half the new rate would come back as another tone. */
const STOPPED_HZ = SAMPLE_RATE / 2;
const ATTENUATION_DB = 80;

/** How many samples are handed on at once, at most: a little more than one of Chrome's blocks of 128 yields. */
const LONGEST_OUTPUT = 128;
/** So many samples come in before the filter's past is moved to the beginning of its memory. */
const MEMORY_SAMPLES = 2_048;

/** @param sampleRate a whole number of Hz, `SAMPLE_RATE` or more; `take` hears at least one output frame later than the input */
export function createDownsampler(sampleRate: number, take: TakeBlock): TakeBlock {
  if (sampleRate === SAMPLE_RATE) return take;
  const common = greatestCommonDivisor(sampleRate, SAMPLE_RATE);
  // Sample n of the output lies at sample n × down ÷ up of the input: between two of them, in one of `up` places.
  const up = SAMPLE_RATE / common;
  const down = sampleRate / common;
  const { taps, weights } = lowPass(sampleRate, up);
  const past = new Float32Array(taps + MEMORY_SAMPLES);
  const output = new Float32Array(LONGEST_OUTPUT);
  let end = taps - 1;

  /** Of the `taps` samples before `end`, the newest of which is as near to the place wanted as can be. */
  function filtered(place: number): number {
    let sum = 0;
    for (let tap = place * taps, at = end - taps; at < end; tap++, at++)
      sum += (weights[tap] ?? 0) * (past[at] ?? 0);
    return sum;
  }

  function remember(sample: number): void {
    if (end === past.length) {
      past.copyWithin(0, end - taps + 1, end);
      end = taps - 1;
    }
    past[end++] = sample;
  }

  return (block, length, atFrame) => {
    let next = Math.ceil((atFrame * up) / down);
    let ready = 0;
    const handOn = (): void => {
      take(output, ready, next - ready);
      ready = 0;
    };
    for (let index = 0; index < length; index++) {
      remember(block?.[index] ?? 0);
      const place = next * down - (atFrame + index) * up;
      if (place >= up) continue;
      output[ready++] = filtered(place);
      next++;
      if (ready === LONGEST_OUTPUT) handOn();
    }
    if (ready > 0) handOn();
  };
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

interface LowPass {
  readonly taps: number;
  /** For each place between two samples its `taps` weights, that of the oldest sample first. */
  readonly weights: Float32Array;
}

/** A sinc under Kaiser's window, by his formulas for both (Oppenheim and Schafer, Discrete-Time Signal Processing, §7.5.3). */
function lowPass(sampleRate: number, places: number): LowPass {
  const transition = (2 * Math.PI * (STOPPED_HZ - PASSED_HZ)) / sampleRate;
  const taps = 2 * Math.ceil((ATTENUATION_DB - 8) / (2.285 * transition) / 2);
  const beta = 0.1102 * (ATTENUATION_DB - 8.7);
  const cutoff = (PASSED_HZ + STOPPED_HZ) / sampleRate;
  const half = taps / 2;
  const weights = new Float32Array(places * taps);
  for (let place = 0; place < places; place++) {
    // From the middle of the filter to each sample, in samples.
    const distances = Array.from({ length: taps }, (_, tap) => half - 1 - tap + place / places);
    const shape = distances.map(
      (distance) =>
        cutoff *
        sinc(cutoff * distance) *
        besselI0(beta * Math.sqrt(Math.max(0, 1 - (distance / half) ** 2))),
    );
    const sum = shape.reduce((total, weight) => total + weight, 0);
    weights.set(
      shape.map((weight) => weight / sum),
      place * taps,
    );
  }
  return { taps, weights };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
