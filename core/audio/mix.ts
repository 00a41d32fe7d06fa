/** Several channels of a meeting as one sound to listen to. */

const MAX_INT16 = 32_767;
const MIN_INT16 = -32_768;
/** Up to ¾ of full scale a sum stays as it is; what goes beyond is bent into the rest. */
const KNEE = 24_576;

/**
 * Mixes blocks that begin at the same sample; a shorter one goes on as silence. Where only one channel sounds, its samples
 * stay exactly what they are, and nothing ever clips.
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
  if (sum > KNEE && a > 0 && b > 0) return bend(sum, Math.max(KNEE, a, b), MAX_INT16);
  if (sum < -KNEE && a < 0 && b < 0) return -bend(-sum, Math.max(KNEE, -a, -b), -MIN_INT16);
  return sum;
}

/** From `from` on with slope 1, towards `limit`, which it never reaches. */
function bend(magnitude: number, from: number, limit: number): number {
  const excess = magnitude - from;
  const room = limit - from;
  return room <= 0 ? limit : from + Math.floor((room * excess) / (room + excess));
}
