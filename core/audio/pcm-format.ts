/** Uncompressed audio of other programs, and its telephone encodings: how its bytes become samples. */

export type SampleFormat =
  /** Unsigned, signed or floating point, and bits. */
  | "u8"
  | "s8"
  | "s16"
  | "s24"
  | "s32"
  | "f32"
  | "f64"
  /** ITU-T G.711. */
  | "alaw"
  | "ulaw";

export interface PcmFormat {
  readonly samples: SampleFormat;
  /** 1–64, interleaved. */
  readonly channels: number;
  /** Hz, 4,000–384,000. */
  readonly sampleRate: number;
  /** Bytes of one sample of one channel, of which `inset` precede those of `samples` and the rest follow. */
  readonly sampleBytes: number;
  readonly inset: number;
  readonly isBigEndian?: true;
  /** Bytes from the start of the file to its first sample. */
  readonly dataOffset: number;
  /** Size that the file claims; null if its writer did not know it. */
  readonly dataBytes: number | null;
}

export const MAX_CHANNELS = 64;
export const MIN_RATE = 4_000;
export const MAX_RATE = 384_000;

const BYTES: Readonly<Record<SampleFormat, number>> = {
  u8: 1,
  s8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
  alaw: 1,
  ulaw: 1,
};

export const bytesOf = (samples: SampleFormat): number => BYTES[samples];

export const bytesPerFrame = ({ sampleBytes, channels }: PcmFormat): number =>
  sampleBytes * channels;

/** Returns a sample of −1…1; floating point may exceed that. */
type ReadSample = (view: DataView, at: number, isLittle: boolean) => number;

/** NaN would turn its neighbours into NaN in the resampler's filter. */
const finite = (sample: number): number => (Number.isFinite(sample) ? sample : 0);

function readS24(view: DataView, at: number, isLittle: boolean): number {
  const low = view.getUint8(isLittle ? at : at + 2);
  const middle = view.getUint8(at + 1);
  const high = view.getUint8(isLittle ? at + 2 : at);
  return ((high << 24) | (middle << 16) | (low << 8)) / 2 ** 31;
}

const READ: Readonly<Record<SampleFormat, ReadSample>> = {
  // The only unsigned format: silence is 128.
  u8: (view, at) => view.getUint8(at) / 128 - 1,
  s8: (view, at) => view.getInt8(at) / 128,
  s16: (view, at, isLittle) => view.getInt16(at, isLittle) / 2 ** 15,
  s24: readS24,
  s32: (view, at, isLittle) => view.getInt32(at, isLittle) / 2 ** 31,
  f32: (view, at, isLittle) => finite(view.getFloat32(at, isLittle)),
  f64: (view, at, isLittle) => finite(view.getFloat64(at, isLittle)),
  alaw: (view, at) => ALAW[view.getUint8(at)] ?? 0,
  ulaw: (view, at) => ULAW[view.getUint8(at)] ?? 0,
};

/** G.711, table 1a: the even bits are inverted; sign, three bits of exponent, four of mantissa. */
const ALAW = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = code ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (bits & 0x80 ? magnitude : -magnitude) / 2 ** 15;
});

/** G.711, table 2a: all bits are inverted, and the magnitude has a bias of 33 of 14 bits. */
const ULAW = Float32Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 0xff;
  const magnitude = (((bits & 15) * 8 + 0x84) << ((bits >> 4) & 7)) - 0x84;
  return (bits & 0x80 ? -magnitude : magnitude) / 2 ** 15;
});

/**
 * @param bytes whole frames from anywhere in the file's audio; an incomplete frame at the end is ignored
 * @returns the samples of each channel
 */
export function decodePcm(bytes: Uint8Array, format: PcmFormat): Float32Array<ArrayBuffer>[] {
  const { channels, sampleBytes, inset } = format;
  const read = READ[format.samples];
  const isLittle = !format.isBigEndian;
  const frames = Math.floor(bytes.length / bytesPerFrame(format));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    let at = channel * sampleBytes + inset;
    for (let frame = 0; frame < frames; frame++, at += sampleBytes * channels)
      samples[frame] = read(view, at, isLittle);
    return samples;
  });
}
