/** Streams that are decoded side by side, handed on in blocks that all of them have reached. */

import type { TakeBlock } from "./downsampler.ts";
import { SAMPLE_RATE } from "./format.ts";

export interface AlignedStreams {
  /** One for each stream: takes its next samples, in their place. */
  readonly takes: readonly TakeBlock[];
  /** The stream has ended: it is silent from now on, and the others do not wait for it. */
  end(stream: number): void;
  /** Hands on all blocks that are complete; after the end of all streams also the rest. */
  drain(): void;
}

const BLOCK_SAMPLES = 4 * SAMPLE_RATE;

/**
 * @param fromSample place of the first block
 * @param take receives one block of each stream; `null` if the stream has had no sample yet
 * @param isOptional a stream that may begin late or never, and that is complete as far as the first one
 */
export function alignStreams(
  count: number,
  fromSample: number,
  take: (blocks: readonly (Float32Array | null)[], at: number) => void,
  isOptional: (stream: number) => boolean = () => false,
): AlignedStreams {
  const lanes = Array.from({ length: count }, () => createLane(fromSample));
  const ended = lanes.map(() => false);
  let position = fromSample;

  return {
    takes: lanes.map(({ append }) => append),
    end: (stream) => void (ended[stream] = true),
    drain() {
      const isOver = ended.every(Boolean);
      const ends = lanes.map((lane) => lane.end());
      const waitedFor = ends.filter((_, stream) => !ended[stream] && !isOptional(stream));
      const until = isOver ? Math.max(...ends) : Math.min(...waitedFor);
      const least = isOver ? 1 : BLOCK_SAMPLES;
      while (until - position >= least) {
        const length = Math.min(BLOCK_SAMPLES, until - position);
        take(
          lanes.map((lane) => lane.read(position, length)),
          position,
        );
        position += length;
      }
    },
  };
}

function createLane(fromSample: number) {
  let buffer = new Float32Array(2 * BLOCK_SAMPLES);
  /** Place of the first sample of the buffer; what precedes it and was not read is silence. */
  let start = fromSample;
  let length = 0;
  let hasBegun = false;

  const append: TakeBlock = (block, samples, at) => {
    hasBegun = true;
    if (length === 0) start = Math.max(start, at);
    const from = Math.max(length, at - start);
    const needed = from + samples;
    if (needed > buffer.length) {
      const larger = new Float32Array(2 * needed);
      larger.set(buffer.subarray(0, length));
      buffer = larger;
    }
    buffer.fill(0, length, needed);
    if (block) buffer.set(block.subarray(0, samples), from);
    length = needed;
  };

  return {
    append,
    end: () => start + length,
    read(at: number, samples: number): Float32Array | null {
      if (!hasBegun) return null;
      const read = new Float32Array(samples);
      const silent = Math.min(samples, Math.max(0, start - at));
      const taken = Math.min(samples - silent, length);
      read.set(buffer.subarray(0, taken), silent);
      buffer.copyWithin(0, taken, length);
      length -= taken;
      start += taken;
      return read;
    },
  };
}
