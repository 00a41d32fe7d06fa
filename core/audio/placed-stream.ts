/**
 * A stream of decoded audio at `SAMPLE_RATE`, in its place on the clock of its file: gaps become silence, what overlaps is dropped.
 */

import { createDownsampler, delayFrames, type Downsampler, type TakeBlock } from "./downsampler.ts";

export interface PlacedStream {
  /**
   * @param block −1…1; the caller may reuse it afterwards
   * @param atSeconds place of its first sample in the file; what lies before 0 is dropped, as the priming of an encoder
   */
  put(block: Float32Array, sampleRate: number, atSeconds: number): void;
  /** Hands on what the filter still holds. */
  end(): void;
}

/** Containers round timestamps to a millisecond or a frame of the codec, so a smaller step is no gap. */
const JITTER_SECONDS = 0.04;
/** A longer step is a broken timestamp, and audio goes on without a gap. */
const MAX_GAP_SECONDS = 600;
/** A longer step back is another recording behind the first, as in a chained Ogg file. */
const MAX_OVERLAP_SECONDS = 10;
/** Decoded before the first sample that counts, because filter and codec need a past. */
export const LEAD_IN_SECONDS = 1;

/**
 * @param take receives the output without delay: blocks in the order of time, which may begin late
 * @param fromSample first sample that `take` is given: what was imported before is decoded again only as lead-in
 */
export function createPlacedStream(take: TakeBlock, fromSample = 0): PlacedStream {
  let rate = 0;
  let delay = 0;
  /** Sample of the input that comes next. */
  let next = 0;
  let taken = fromSample;
  let filter: Downsampler | null = null;

  /** A filter begins before what the filter of another rate has put out. */
  const takeNew: TakeBlock = (block, length, at) => {
    const skipped = Math.max(0, taken - at);
    if (skipped >= length) return;
    take(block?.subarray(skipped, length) ?? null, length - skipped, at + skipped);
    taken = at + length;
  };

  function pushSilence(frames: number): void {
    for (let left = frames; left > 0; left -= rate) {
      const length = Math.min(left, rate);
      filter?.push(null, length, next - delay);
      next += length;
    }
  }

  function begin(sampleRate: number, atSeconds: number): void {
    const isFirst = rate === 0;
    const now = next / (rate || 1);
    if (!isFirst) end();
    rate = sampleRate;
    delay = delayFrames(sampleRate);
    filter = createDownsampler(sampleRate, takeNew);
    next = Math.round((isFirst ? Math.max(0, atSeconds) : now) * rate);
  }

  function end(): void {
    pushSilence(delay);
    filter?.flush();
    next -= delay;
  }

  return {
    put(block, sampleRate, atSeconds) {
      if (sampleRate !== rate) begin(sampleRate, atSeconds);
      const step = Math.round(atSeconds * rate) - next;
      const isGap = step > JITTER_SECONDS * rate && step <= MAX_GAP_SECONDS * rate;
      if (isGap) pushSilence(step);
      const isOverlap = atSeconds < 0 || step < -JITTER_SECONDS * rate;
      const skipped = isOverlap && step >= -MAX_OVERLAP_SECONDS * rate ? Math.max(0, -step) : 0;
      if (skipped >= block.length) return;
      filter?.push(block.subarray(skipped), block.length - skipped, next - delay);
      next += block.length - skipped;
    },
    end() {
      if (rate > 0) end();
    },
  };
}
