/**
 * ADPCM in WAV files, as telephone systems and dictaphones write it: four bits a sample in blocks that are decoded on their own.
 * IMA's is in "IMA Recommended Practices for Enhancing Digital Audio Compatibility" 3.0, Microsoft's in mmreg.h ("New Multimedia
 * Data Types and Data Techniques").
 */

export interface AdpcmFormat {
  readonly kind: "ima" | "ms";
  /** 1 or 2. */
  readonly channels: number;
  readonly sampleRate: number;
  readonly blockBytes: number;
  readonly dataOffset: number;
  readonly dataBytes: number | null;
}

/** Bytes of a block's header for each channel. */
const HEADER = { ima: 4, ms: 7 } as const;
/** Samples in the header. */
const IN_HEADER = { ima: 1, ms: 2 } as const;

export function framesPerBlock({ kind, channels, blockBytes }: AdpcmFormat): number {
  const coded = blockBytes - HEADER[kind] * channels;
  return Math.max(0, Math.floor((coded * 2) / channels)) + IN_HEADER[kind];
}

/** @returns the samples of each channel of one block, which may be cut short */
export function decodeAdpcm(block: Uint8Array, format: AdpcmFormat): Float32Array<ArrayBuffer>[] {
  if (block.length < HEADER[format.kind] * format.channels) return [];
  return format.kind === "ima" ? decodeIma(block, format) : decodeMs(block, format);
}

const clip = (sample: number): number => Math.max(-32_768, Math.min(32_767, sample));
const FULL_SCALE = 32_768;

const IMA_INDEX = [-1, -1, -1, -1, 2, 4, 6, 8];
/** Steps grow by a tenth from 7 to 32,767 (table of the recommendation). */
const IMA_STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73,
  80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494,
  544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499,
  2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487,
  12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];

function decodeIma(block: Uint8Array, format: AdpcmFormat): Float32Array<ArrayBuffer>[] {
  const { channels } = format;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const groups = Math.floor((block.length - 4 * channels) / (4 * channels));
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(1 + groups * 8);
    let value = view.getInt16(channel * 4, true);
    let index = Math.min(88, view.getUint8(channel * 4 + 2));
    samples[0] = value / FULL_SCALE;
    for (let coded = 0; coded < groups * 8; coded++) {
      // Eight samples of a channel follow each other in four bytes, the lower half of a byte first.
      const at = 4 * (channels + Math.floor(coded / 8) * channels + channel) + ((coded >> 1) & 3);
      const nibble = (view.getUint8(at) >> ((coded & 1) * 4)) & 15;
      const step = IMA_STEPS[index] ?? 0;
      const change =
        (step >> 3) +
        (nibble & 1 ? step >> 2 : 0) +
        (nibble & 2 ? step >> 1 : 0) +
        (nibble & 4 ? step : 0);
      value = clip(nibble & 8 ? value - change : value + change);
      index = Math.max(0, Math.min(88, index + (IMA_INDEX[nibble & 7] ?? 0)));
      samples[1 + coded] = value / FULL_SCALE;
    }
    return samples;
  });
}

const MS_ADAPTATION = [
  230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230,
];
const MS_COEFFICIENTS = [
  [256, 0],
  [512, -256],
  [0, 0],
  [192, 64],
  [240, 0],
  [460, -208],
  [392, -232],
] as const;

function decodeMs(block: Uint8Array, format: AdpcmFormat): Float32Array<ArrayBuffer>[] {
  const { channels } = format;
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const nibbles = (block.length - 7 * channels) * 2;
  const states = Array.from({ length: channels }, (_, channel) => ({
    coefficients: MS_COEFFICIENTS[view.getUint8(channel)] ?? MS_COEFFICIENTS[0],
    delta: view.getInt16(channels + channel * 2, true),
    newer: view.getInt16(channels * 3 + channel * 2, true),
    older: view.getInt16(channels * 5 + channel * 2, true),
    samples: new Float32Array(2 + Math.floor(nibbles / channels)),
  }));
  for (const { samples, newer, older } of states) samples.set([older, newer].map(toFloat));
  for (let coded = 0; coded < nibbles; coded++) {
    const state = states[coded % channels];
    if (!state) break;
    const byte = view.getUint8(7 * channels + (coded >> 1));
    const nibble = coded % 2 === 0 ? byte >> 4 : byte & 15;
    const signed = nibble >= 8 ? nibble - 16 : nibble;
    const [first, second] = state.coefficients;
    const predicted = Math.trunc((state.newer * first + state.older * second) / 256);
    state.older = state.newer;
    state.newer = clip(predicted + signed * state.delta);
    state.delta = Math.max(16, Math.floor(((MS_ADAPTATION[nibble] ?? 0) * state.delta) / 256));
    state.samples[2 + Math.floor(coded / channels)] = toFloat(state.newer);
  }
  return states.map(({ samples }) => samples);
}

const toFloat = (sample: number): number => sample / FULL_SCALE;
