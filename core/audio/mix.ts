/** Mixes the channels of a meeting into one signal for listening. */

const MAX_INT16 = 32_767;
const MIN_INT16 = -32_768;
/** ¾ of full scale: larger sums are compressed into the remaining quarter. */
const KNEE = 24_576;

/**
 * Mixes blocks that begin at the same sample; a shorter one continues as silence. The result never clips, and while only one
 * channel has a signal its samples stay unchanged.
 */
export function mixBlocks(blocks: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const mixed = new Int16Array(Math.max(0, ...blocks.map(({ length }) => length)));
  for (const block of blocks) {
    for (let i = 0; i < block.length; i++) mixed[i] = mixTwo(mixed[i] ?? 0, block[i] ?? 0);
  }
  return mixed;
}

function mixTwo(a: number, b: number): number {
  const sum = a + b;
  if (sum > KNEE && a > 0 && b > 0) return compress(sum, Math.max(KNEE, a, b), MAX_INT16);
  if (sum < -KNEE && a < 0 && b < 0) return -compress(-sum, Math.max(KNEE, -a, -b), -MIN_INT16);
  return sum;
}

/** Starts with slope 1 at `from` and approaches `limit` without reaching it. */
function compress(magnitude: number, from: number, limit: number): number {
  const excess = magnitude - from;
  const room = limit - from;
  return room <= 0 ? limit : from + Math.floor((room * excess) / (room + excess));
}
