/** Writes a WAV file of time-coded audio, piece by piece. */

import { open } from "node:fs/promises";
import { SAMPLE_RATE } from "../../core/audio/format.ts";
import { wavHeader } from "../../core/audio/wav.ts";
import { BLOCK_MS, generateTimeCode } from "./time-code.ts";
import { isSaid } from "./phrases.ts";

const BLOCK_SAMPLES = (SAMPLE_RATE * BLOCK_MS) / 1000;
const BLOCKS_PER_SECOND = 1000 / BLOCK_MS;
const PIECE_BLOCKS = 60 * BLOCKS_PER_SECOND;

/** Writes the numbers from `firstNumber` on, with the pauses of `phrases.ts`. */
export async function writeTimeCodedWav(
  path: string,
  seconds: number,
  firstNumber = 0,
): Promise<void> {
  const blocks = Math.ceil(seconds * BLOCKS_PER_SECOND);
  const file = await open(path, "w");
  try {
    await file.write(wavHeader(blocks * BLOCK_SAMPLES));
    for (let first = 0; first < blocks; first += PIECE_BLOCKS)
      await file.write(
        generatePhrases(firstNumber + first, Math.min(PIECE_BLOCKS, blocks - first)),
      );
  } finally {
    await file.close();
  }
}

/** Generates the numbers from `firstBlock` on, 100 ms each, with the pauses of `phrases.ts`. */
export function generatePhrases(firstBlock: number, blocks: number): Int16Array<ArrayBuffer> {
  const samples = generateTimeCode({ firstBlock, blocks });
  for (let block = 0; block < blocks; block++)
    if (!isSaid(firstBlock + block))
      samples.fill(0, block * BLOCK_SAMPLES, (block + 1) * BLOCK_SAMPLES);
  return samples;
}
