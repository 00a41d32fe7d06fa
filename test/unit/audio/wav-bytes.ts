/** Builds whole and broken WAV files from chunks. */

export const ascii = (text: string): number[] => [...text].map((each) => each.charCodeAt(0));
export const u16 = (value: number): number[] => [value & 0xff, value >>> 8];
export const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(value >>> 16)];

/** Adds the padding; `claimed` replaces the true size. */
export const chunk = (ckID: string, body: readonly number[], claimed = body.length): number[] => [
  ...ascii(ckID),
  ...u32(claimed),
  ...body,
  ...(body.length % 2 === 1 ? [0] : []),
];

export const riff = (...chunks: readonly number[][]): Uint8Array => {
  const body = [...ascii("WAVE"), ...chunks.flat()];
  return Uint8Array.from([...ascii("RIFF"), ...u32(body.length), ...body]);
};

export interface Fmt {
  readonly tag?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits?: number;
  /** nBlockAlign, if it is not what bits and channels need. */
  readonly frameBytes?: number;
  /** Wrapped in WAVEFORMATEXTENSIBLE. */
  readonly isExtensible?: boolean;
  /** Last 14 of the SubFormat's 16 bytes. */
  readonly guidTail?: readonly number[];
}

const GUID_TAIL = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

export function fmt({
  tag = 1,
  channels = 1,
  rate = 44_100,
  bits = 16,
  isExtensible = false,
  guidTail = GUID_TAIL,
  frameBytes: frame = channels * Math.ceil(bits / 8),
}: Fmt = {}): number[] {
  const sampling = [...u16(channels), ...u32(rate), ...u32(rate * frame), ...u16(frame)];
  if (!isExtensible) return chunk("fmt ", [...u16(tag), ...sampling, ...u16(bits)]);
  const extension = [...u16(22), ...u16(bits), ...u32(0), ...u16(tag), ...guidTail];
  return chunk("fmt ", [...u16(0xfffe), ...sampling, ...u16(bits), ...extension]);
}
