/** Audio of a stream that is still needed. Positions are samples since the stream began. */

import type { Span } from "./segmenter.ts";

/** A sample of this value would be 1 for the networks. */
export const FULL_SCALE = 32_768;

export interface AudioBuffer {
  /** Position after the last sample. */
  end(): number;
  append(samples: Int16Array): void;
  /** Valid until the next call of `append` or `drop`. */
  read(from: number, to: number): Int16Array;
  /** A copy for the networks: −1…1. */
  floats(span: Span): Float32Array;
  /** Forgets all samples before this position. */
  drop(before: number): void;
}

/** 30 s at 16 kHz: a longest segment and what comes meanwhile. */
const FIRST_CAPACITY = 480_000;

export function createAudioBuffer(): AudioBuffer {
  let samples = new Int16Array(FIRST_CAPACITY);
  /** Position of the first sample, and number of samples. */
  let base = 0;
  let length = 0;
  /** Index of `base` in `samples`. */
  let offset = 0;

  function makeRoom(count: number): void {
    if (offset + length + count <= samples.length) return;
    const capacity = length + count > samples.length ? 2 * (length + count) : samples.length;
    const moved = capacity === samples.length ? samples : new Int16Array(capacity);
    moved.set(samples.subarray(offset, offset + length));
    samples = moved;
    offset = 0;
  }

  const read = (from: number, to: number): Int16Array =>
    samples.subarray(offset + from - base, offset + to - base);

  return {
    end: () => base + length,
    append(added) {
      makeRoom(added.length);
      samples.set(added, offset + length);
      length += added.length;
    },
    read,
    floats: ({ from, to }) => Float32Array.from(read(from, to), (sample) => sample / FULL_SCALE),
    drop(before) {
      const count = Math.min(before - base, length);
      if (count <= 0) return;
      base += count;
      offset += count;
      length -= count;
    },
  };
}
