/**
 * Reads WAV files made by other programs, and never throws: the structure from the first bytes, then the samples as mono,
 * block by block. Names follow the specifications: Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0"
 * and mmreg.h; RF64 is ITU-R BS.2088 (EBU Tech 3306).
 */

import { fail, ok, type Result } from "../problem.ts";
import { WAVE_FORMAT_IEEE_FLOAT, WAVE_FORMAT_PCM } from "./wav.ts";

/** Encoding of a sample, little-endian: unsigned, signed or floating point, and its bits. */
export type SampleFormat = "u8" | "s16" | "s24" | "s32" | "f32" | "f64";

export interface WavFormat {
  readonly samples: SampleFormat;
  /** 1–64, interleaved. */
  readonly channels: number;
  /** Hz, 4,000–384,000. */
  readonly sampleRate: number;
  /** Bytes from the start of the file to its first sample. */
  readonly dataOffset: number;
  /** Size that the file claims; null if its writer did not know it. `wavFrames` returns the real size. */
  readonly dataBytes: number | null;
}

/** Part of a file that `parseWavHead` needs: chunks such as `bext`, `JUNK` and `LIST` may precede the audio. */
export const WAV_HEAD_BYTES = 1 << 20;

const MAX_CHANNELS = 64;
const MIN_RATE = 4_000;
const MAX_RATE = 384_000;

/** `RIFF`, ckSize, `WAVE`. */
const RIFF_HEADER_BYTES = 12;
/** ckID, ckSize. */
const CHUNK_HEADER_BYTES = 8;
/** Size of `PCMWAVEFORMAT`. */
const FMT_BYTES = 16;
/** Size of `WAVEFORMATEXTENSIBLE`. */
const FMT_EXTENSIBLE_BYTES = 40;
const WAVE_FORMAT_EXTENSIBLE = 0xfffe;
/** Bytes 2–15 of each SubFormat GUID that contains a wFormatTag: KSDATAFORMAT_SUBTYPE_WAVEFORMATEX, ksmedia.h. */
const SUBFORMAT_TAIL = "00 00 00 00 10 00 80 00 00 aa 00 38 9b 71";
const DS64_DATA_SIZE_AT = 8;
const DS64_BYTES = 28;
const MAX_UINT32 = 0xffff_ffff;

/** Keys: wFormatTag and bytes per sample. */
const SAMPLE_FORMATS: ReadonlyMap<string, SampleFormat> = new Map([
  [`${WAVE_FORMAT_PCM}/1`, "u8"],
  [`${WAVE_FORMAT_PCM}/2`, "s16"],
  [`${WAVE_FORMAT_PCM}/3`, "s24"],
  [`${WAVE_FORMAT_PCM}/4`, "s32"],
  [`${WAVE_FORMAT_IEEE_FLOAT}/4`, "f32"],
  [`${WAVE_FORMAT_IEEE_FLOAT}/8`, "f64"],
]);

const SAMPLE_BYTES: Readonly<Record<SampleFormat, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
};

const refuse = (why: string): Result<never> => fail("imported-file-refused", why);
const CUT_SHORT = "The file ends before its sound begins.";

/** Also true of RF64 and BW64, the WAV files beyond 4 GB. */
export function isWav(bytes: Uint8Array): boolean {
  if (bytes.length < RIFF_HEADER_BYTES) return false;
  const view = viewOf(bytes);
  return ["RIFF", "RF64", "BW64"].includes(fourCC(view, 0)) && fourCC(view, 8) === "WAVE";
}

/**
 * @param bytes first `WAV_HEAD_BYTES` of a file, or all of a shorter one
 * @returns the format, or "imported-file-refused" with a sentence that says why
 */
export function parseWavHead(bytes: Uint8Array): Result<WavFormat> {
  if (!isWav(bytes)) return refuse("It is not a WAV file.");
  const view = viewOf(bytes);
  let sampling: Sampling | null = null;
  let ds64DataBytes: number | null = null;
  for (const { ckID, ckSize, at } of chunksOf(view)) {
    const there = Math.min(ckSize, view.byteLength - at);
    if (ckID === "ds64" && there >= DS64_BYTES) {
      ds64DataBytes = Number(view.getBigUint64(at + DS64_DATA_SIZE_AT, true));
    } else if (ckID === "fmt ") {
      if (there < ckSize) return refuse(CUT_SHORT);
      const parsed = parseFmt(view, at, ckSize);
      if (!parsed.ok) return parsed;
      sampling = parsed.value;
    } else if (ckID === "data") {
      if (!sampling) return refuse("It does not say what format its sound has.");
      // Writers leave one of these sizes if they never came back to fill it in.
      const isKnown = ckSize !== 0 && ckSize !== MAX_UINT32;
      return ok({
        ...sampling,
        dataOffset: at,
        dataBytes: isKnown ? ckSize : ds64DataBytes || null,
      });
    }
  }
  return refuse(CUT_SHORT);
}

/**
 * Returns how many frames (one sample of each channel) can be read from a file of `fileBytes`: the claimed number, or fewer if
 * the file is shorter.
 */
export function wavFrames(format: WavFormat, fileBytes: number): number {
  const there = Math.max(0, fileBytes - format.dataOffset);
  // In a file beyond 4 GiB the 32-bit size has wrapped around.
  const isWrapped = there > MAX_UINT32 && (format.dataBytes ?? 0) <= MAX_UINT32;
  const bytes = isWrapped ? there : Math.min(there, format.dataBytes ?? there);
  return Math.floor(bytes / bytesPerFrame(format));
}

export const bytesPerFrame = ({ samples, channels }: WavFormat): number =>
  SAMPLE_BYTES[samples] * channels;

type Sampling = Pick<WavFormat, "samples" | "channels" | "sampleRate">;

/**
 * Bytes per sample follow from wBitsPerSample alone: if nBlockAlign or nAvgBytesPerSec contradict it, they are wrong in
 * practice.
 */
function parseFmt(view: DataView, at: number, bytes: number): Result<Sampling> {
  if (bytes < FMT_BYTES) return refuse(CUT_SHORT);
  const channels = view.getUint16(at + 2, true); // nChannels
  const sampleRate = view.getUint32(at + 4, true); // nSamplesPerSec
  const bits = view.getUint16(at + 14, true); // wBitsPerSample
  const tag = formatTag(view, at, bytes);
  // Samples of 12 or 20 bits fill the upper bits of whole bytes.
  const samples = SAMPLE_FORMATS.get(`${tag}/${Math.ceil(bits / 8)}`);
  if (samples === undefined)
    return refuse(`Its sound is neither PCM nor floating point (format ${tag}, ${bits} bits).`);
  if (channels < 1 || channels > MAX_CHANNELS) return refuse(`It claims ${channels} channels.`);
  if (sampleRate < MIN_RATE || sampleRate > MAX_RATE)
    return refuse(`It claims ${sampleRate} samples per second.`);
  return ok({ samples, channels, sampleRate });
}

/** @returns wFormatTag, or the tag in the SubFormat of WAVEFORMATEXTENSIBLE */
function formatTag(view: DataView, at: number, bytes: number): number {
  const wFormatTag = view.getUint16(at, true);
  if (wFormatTag !== WAVE_FORMAT_EXTENSIBLE || bytes < FMT_EXTENSIBLE_BYTES) return wFormatTag;
  const tail = Array.from({ length: 14 }, (_, i) => view.getUint8(at + 26 + i));
  const isTag = tail.map((byte) => byte.toString(16).padStart(2, "0")).join(" ") === SUBFORMAT_TAIL;
  return isTag ? view.getUint16(at + 24, true) : wFormatTag;
}

interface Chunk {
  readonly ckID: string;
  readonly ckSize: number;
  /** Byte where its content begins. */
  readonly at: number;
}

/** Yields the chunks that begin within the bytes; the content of the last one may extend beyond them. */
function* chunksOf(view: DataView): Generator<Chunk> {
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= view.byteLength;) {
    const ckSize = view.getUint32(at + 4, true);
    yield { ckID: fourCC(view, at), ckSize, at: at + CHUNK_HEADER_BYTES };
    // A chunk of odd length is followed by one byte of padding.
    at += CHUNK_HEADER_BYTES + ckSize + (ckSize % 2);
  }
}

const fourCC = (view: DataView, at: number): string =>
  String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

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
