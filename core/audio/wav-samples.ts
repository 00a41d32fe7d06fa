/** Decodes the samples of a WAV file of any format, mixed down to mono. */

import { bytesPerFrame, type SampleFormat, type WavFormat } from "./wav-file.ts";

/** Returns a sample of −1…1; floating point may exceed that. */
type ReadSample = (view: DataView, at: number) => number;

const READ: Readonly<Record<SampleFormat, ReadSample>> = {
  // The only unsigned format: silence is 128.
  u8: (view, at) => view.getUint8(at) / 128 - 1,
  s16: (view, at) => view.getInt16(at, true) / 2 ** 15,
  s24: (view, at) => ((view.getUint16(at, true) << 8) | (view.getUint8(at + 2) << 24)) / 2 ** 31,
  s32: (view, at) => view.getInt32(at, true) / 2 ** 31,
  f32: (view, at) => finite(view.getFloat32(at, true)),
  f64: (view, at) => finite(view.getFloat64(at, true)),
};

/** NaN would turn its neighbours into NaN in the resampler's filter. */
const finite = (sample: number): number => (Number.isFinite(sample) ? sample : 0);

/**
 * @param bytes whole frames from anywhere in the file's audio; an incomplete frame at the end is ignored
 * @returns the mean of all channels, one value for each frame
 */
export function decodeWavBlock(bytes: Uint8Array, format: WavFormat): Float32Array<ArrayBuffer> {
  const { channels } = format;
  const read = READ[format.samples];
  const frameBytes = bytesPerFrame(format);
  const sampleBytes = frameBytes / channels;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mono = new Float32Array(Math.floor(bytes.length / frameBytes));
  for (let frame = 0, at = 0; frame < mono.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++, at += sampleBytes) sum += read(view, at);
    mono[frame] = sum / channels;
  }
  return mono;
}
