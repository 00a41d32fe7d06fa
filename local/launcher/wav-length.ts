/** How long the sound in an exported WAV file is. */

import { open } from "node:fs/promises";
import { BYTES_PER_SAMPLE, samplesToMs } from "../../core/audio/format.ts";
import { WAV_HEADER_BYTES } from "../../core/audio/wav.ts";

/** @throws {Error} When the file is no WAV file, or shorter than its header says. */
export async function wavLengthMs(path: string): Promise<number> {
  const file = await open(path);
  try {
    const header = Buffer.alloc(WAV_HEADER_BYTES);
    await file.read(header, 0, WAV_HEADER_BYTES, 0);
    if (header.toString("latin1", 0, 4) !== "RIFF") throw new Error(`${path} is no WAV file.`);
    const dataBytes = header.readUInt32LE(WAV_HEADER_BYTES - 4);
    const { size } = await file.stat();
    if (size !== WAV_HEADER_BYTES + dataBytes) throw new Error(`${path} is incomplete.`);
    return samplesToMs(dataBytes / BYTES_PER_SAMPLE);
  } finally {
    await file.close();
  }
}
