/**
 * Converts audio from the rate of an audio context to `SAMPLE_RATE`, block by block: a low-pass filter that is evaluated only
 * for the samples it outputs. The output does not depend on how the input is cut into blocks.
 *
 * Sample n of the output is the moment n ÷ 16,000 s on the context's clock, so the channels of one context stay aligned. The
 * filter delays all of them by half its length, which is 1.7 ms at 48 kHz.
 */

import { SAMPLE_RATE } from "./format.ts";

/**
 * Takes a block of −1…1 samples that begins at sample frame `atFrame`; null stands for silence, while a source is missing.
 * The caller may reuse the block afterwards.
 */
export type TakeBlock = (block: Float32Array | null, length: number, atFrame: number) => void;

/** Upper end of the passband. ITU-T G.722 counts wideband speech up to 7 kHz, where this filter attenuates by 1.6 dB. */
const PASSED_HZ = 6_500;
/** Frequencies above half the new rate would alias. */
const STOPPED_HZ = SAMPLE_RATE / 2;
const ATTENUATION_DB = 80;

/** Longest block of the output: a little more than one of Chrome's blocks of 128 samples yields. */
const LONGEST_OUTPUT = 128;
/** Samples taken before the filter's past is moved to the beginning of its buffer. */
const BUFFER_SAMPLES = 2_048;

/** @param sampleRate whole number of Hz, at least `SAMPLE_RATE` */
export function createDownsampler(sampleRate: number, take: TakeBlock): TakeBlock {
  if (sampleRate === SAMPLE_RATE) return take;
  const common = greatestCommonDivisor(sampleRate, SAMPLE_RATE);
  // Sample n of the output lies at n × down ÷ up in the input: between two samples, at one of `up` phases.
  const up = SAMPLE_RATE / common;
  const down = sampleRate / common;
  const { taps, weights } = lowPass(sampleRate, up);
  const past = new Float32Array(taps + BUFFER_SAMPLES);
  const output = new Float32Array(LONGEST_OUTPUT);
  let end = taps - 1;

  /** Filters the `taps` samples before `end`. */
  function filtered(phase: number): number {
    let sum = 0;
    for (let tap = phase * taps, at = end - taps; at < end; tap++, at++)
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
    const flush = (): void => {
      take(output, ready, next - ready);
      ready = 0;
    };
    for (let index = 0; index < length; index++) {
      remember(block?.[index] ?? 0);
      const phase = next * down - (atFrame + index) * up;
      if (phase >= up) continue;
      output[ready++] = filtered(phase);
      next++;
      if (ready === LONGEST_OUTPUT) flush();
    }
    if (ready > 0) flush();
  };
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

interface LowPass {
  readonly taps: number;
  /** `taps` weights for each phase between two samples, that of the oldest sample first. */
  readonly weights: Float32Array;
}

/**
 * Windowed sinc with Kaiser's window and his formulas for its length and shape (Oppenheim and Schafer, Discrete-Time Signal
 * Processing, §7.5.3).
 */
function lowPass(sampleRate: number, phases: number): LowPass {
  const transition = (2 * Math.PI * (STOPPED_HZ - PASSED_HZ)) / sampleRate;
  const taps = 2 * Math.ceil((ATTENUATION_DB - 8) / (2.285 * transition) / 2);
  const beta = 0.1102 * (ATTENUATION_DB - 8.7);
  const cutoff = (PASSED_HZ + STOPPED_HZ) / sampleRate;
  const half = taps / 2;
  const weights = new Float32Array(phases * taps);
  for (let phase = 0; phase < phases; phase++) {
    // Distance of each sample from the middle of the filter, in samples.
    const distances = Array.from({ length: taps }, (_, tap) => half - 1 - tap + phase / phases);
    const shape = distances.map(
      (distance) =>
        cutoff *
        sinc(cutoff * distance) *
        besselI0(beta * Math.sqrt(Math.max(0, 1 - (distance / half) ** 2))),
    );
    const sum = shape.reduce((total, weight) => total + weight, 0);
    weights.set(
      shape.map((weight) => weight / sum),
      phase * taps,
    );
  }
  return { taps, weights };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Modified Bessel function of the first kind and order 0, as a power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
