/**
 * Header of a mono WAV file (Microsoft RIFF, `WAVEFORMATEX` without extension). Names follow the specification.
 */

import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "./format.ts";

export const WAV_HEADER_BYTES = 44;

/** Format tags from mmreg.h. */
export const WAVE_FORMAT_PCM = 1;
export const WAVE_FORMAT_IEEE_FLOAT = 3;

const FMT_CHUNK_BYTES = 16;
const CHANNELS = 1;
/** ckSize does not count `RIFF` and itself. */
const UNCOUNTED_BYTES = 8;
const MAX_UINT32 = 0xffff_ffff;

export interface MonoFormat {
  readonly wFormatTag: typeof WAVE_FORMAT_PCM | typeof WAVE_FORMAT_IEEE_FLOAT;
  readonly bytesPerSample: number;
  /** Hz. */
  readonly sampleRate: number;
}

const RECORDED: MonoFormat = {
  wFormatTag: WAVE_FORMAT_PCM,
  bytesPerSample: BYTES_PER_SAMPLE,
  sampleRate: SAMPLE_RATE,
};

/** @throws RangeError beyond 4 GiB (37 hours of a recording), the limit of the format's 32-bit sizes */
export function wavHeader(
  sampleCount: number,
  { wFormatTag, bytesPerSample, sampleRate }: MonoFormat = RECORDED,
): Uint8Array<ArrayBuffer> {
  const dataBytes = sampleCount * bytesPerSample;
  const ckSize = WAV_HEADER_BYTES - UNCOUNTED_BYTES + dataBytes;
  if (!Number.isInteger(sampleCount) || sampleCount < 0 || ckSize > MAX_UINT32) {
    throw new RangeError(`A WAV file can't hold ${sampleCount} samples.`);
  }
  const view = new DataView(new ArrayBuffer(WAV_HEADER_BYTES));
  writeFourCC(view, 0, "RIFF");
  view.setUint32(4, ckSize, true);
  writeFourCC(view, 8, "WAVE");
  writeFourCC(view, 12, "fmt ");
  view.setUint32(16, FMT_CHUNK_BYTES, true);
  view.setUint16(20, wFormatTag, true); // wFormatTag
  view.setUint16(22, CHANNELS, true); // nChannels
  view.setUint32(24, sampleRate, true); // nSamplesPerSec
  view.setUint32(28, sampleRate * CHANNELS * bytesPerSample, true); // nAvgBytesPerSec
  view.setUint16(32, CHANNELS * bytesPerSample, true); // nBlockAlign
  view.setUint16(34, bytesPerSample * 8, true); // wBitsPerSample
  writeFourCC(view, 36, "data");
  view.setUint32(40, dataBytes, true);
  return new Uint8Array(view.buffer);
}

function writeFourCC(view: DataView, offset: number, code: string): void {
  for (let i = 0; i < code.length; i++) view.setUint8(offset + i, code.charCodeAt(i));
}
