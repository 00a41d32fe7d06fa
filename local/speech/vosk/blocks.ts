/**
 * Cuts a stream of sound into blocks of one length. libvosk looks for the end of speech once per call, so blocks of one
 * length make its text independent of how the sound was cut on its way here.
 */

export interface Blocks {
  /** Copies what it keeps; blocks it hands on are valid until its next call. */
  push(samples: Int16Array, onBlock: (block: Int16Array) => void): void;
  /** Hands on what is left of an unfinished block, if anything. */
  flush(onBlock: (block: Int16Array) => void): void;
}

export function createBlocks(blockSamples: number): Blocks {
  const block = new Int16Array(blockSamples);
  let filled = 0;

  return {
    push(samples, onBlock) {
      let taken = 0;
      while (taken < samples.length) {
        const part = samples.subarray(taken, taken + blockSamples - filled);
        block.set(part, filled);
        taken += part.length;
        filled += part.length;
        if (filled === blockSamples) {
          filled = 0;
          onBlock(block);
        }
      }
    },
    flush(onBlock) {
      const rest = block.subarray(0, filled);
      filled = 0;
      if (rest.length > 0) onBlock(rest);
    },
  };
}
