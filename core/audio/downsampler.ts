/**
 * Converts audio from any rate to `SAMPLE_RATE`: a low-pass filter that is evaluated only for the samples it outputs. It holds its input until a frame of output is complete, because 20 calls a second on warm caches cost the audio
 * thread half of 375 small ones (docs/benchmarks.md). The output does not depend on how the input is cut into blocks.
 *
 * Sample n of the output is the moment n ÷ 16,000 s on the input's clock, so the channels of one context stay aligned. The
 * filter delays all of them by half its length, which is 1.7 ms at 48 kHz.
 */

import { FRAME_SAMPLES, SAMPLE_RATE } from "./format.ts";

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

export interface Downsampler {
  /** Hands over what completes a frame: output up to a multiple of `FRAME_SAMPLES` on the context's clock, or a little more. */
  readonly push: TakeBlock;
  /** Hands over what is held: no block follows. */
  flush(): void;
}

/** @param sampleRate whole number of Hz; below `SAMPLE_RATE` the output keeps the lower rate's band */
export function createDownsampler(sampleRate: number, take: TakeBlock): Downsampler {
  if (sampleRate === SAMPLE_RATE) return { push: take, flush() {} };
  const common = greatestCommonDivisor(sampleRate, SAMPLE_RATE);
  // Sample n of the output lies at n × down ÷ up in the input: between two samples, at one of `up` phases.
  const up = SAMPLE_RATE / common;
  const down = sampleRate / common;
  const { taps, weights } = lowPass(sampleRate, up);
  const capacity = Math.ceil((FRAME_SAMPLES * down) / up);
  /** The filter's past, which is all but one of its taps, and then the samples that are held. */
  const input = new Float32Array(taps - 1 + capacity);
  const output = new Float32Array(Math.ceil((capacity * up) / down) + 1);
  let held = 0;
  /** Sample frame of the first one held. */
  let heldFrom = 0;

  const outputAt = (inputFrame: number): number => Math.ceil((inputFrame * up) / down);
  const frameAt = (inputFrame: number): number => Math.floor(outputAt(inputFrame) / FRAME_SAMPLES);

  /** Filters `taps` samples from `start` on. */
  function filtered(phase: number, start: number): number {
    let sum = 0;
    for (let tap = 0, weight = phase * taps; tap < taps; tap++, weight++)
      sum += (weights[weight] ?? 0) * (input[start + tap] ?? 0);
    return sum;
  }

  function flush(): void {
    const first = outputAt(heldFrom);
    const length = outputAt(heldFrom + held) - first;
    // In steps of 1 ÷ up, from the first sample held.
    let position = first * down - heldFrom * up;
    for (let index = 0; index < length; index++, position += down)
      output[index] = filtered(position % up, Math.floor(position / up));
    input.copyWithin(0, held, held + taps - 1);
    heldFrom += held;
    held = 0;
    if (length > 0) take(output, length, first);
  }

  function hold(block: Float32Array | null, length: number): void {
    const start = taps - 1 + held;
    if (block) input.set(block, start);
    else input.fill(0, start, start + length);
    held += length;
  }

  return {
    push(block, length, atFrame) {
      if (atFrame !== heldFrom + held) {
        flush();
        heldFrom = atFrame;
      }
      for (let from = 0; from < length;) {
        const count = Math.min(length - from, capacity - held);
        const isWhole = count === block?.length;
        hold(isWhole ? block : (block?.subarray(from, from + count) ?? null), count);
        from += count;
        if (held === capacity || frameAt(heldFrom + held) > frameAt(heldFrom)) flush();
      }
    },
    flush,
  };
}

/** Delay of the output in samples of the input. */
export const delayFrames = (sampleRate: number): number =>
  sampleRate === SAMPLE_RATE ? 0 : tapsFor(sampleRate) / 2;

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);

interface LowPass {
  readonly taps: number;
  /** `taps` weights for each phase between two samples, that of the oldest sample first. */
  readonly weights: Float32Array;
}

/** The band that both rates can hold: Hz that pass, and Hz from which nothing does. */
function bandOf(sampleRate: number): { readonly passed: number; readonly stopped: number } {
  const stopped = Math.min(STOPPED_HZ, sampleRate / 2);
  return { passed: (stopped * PASSED_HZ) / STOPPED_HZ, stopped };
}

function tapsFor(sampleRate: number): number {
  const { passed, stopped } = bandOf(sampleRate);
  const transition = (2 * Math.PI * (stopped - passed)) / sampleRate;
  return 2 * Math.ceil((ATTENUATION_DB - 8) / (2.285 * transition) / 2);
}

/**
 * Windowed sinc with Kaiser's window and his formulas for its length and shape (Oppenheim and Schafer, Discrete-Time Signal
 * Processing, §7.5.3).
 */
function lowPass(sampleRate: number, phases: number): LowPass {
  const { passed, stopped } = bandOf(sampleRate);
  const taps = tapsFor(sampleRate);
  const beta = 0.1102 * (ATTENUATION_DB - 8.7);
  const cutoff = (passed + stopped) / sampleRate;
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
