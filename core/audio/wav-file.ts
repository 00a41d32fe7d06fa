/**
 * Reads WAV files made by other programs, and never throws: what lies where, from the first bytes. Names follow the specifications:
 * Microsoft/IBM "Multimedia Programming Interface and Data Specifications 1.0" and mmreg.h; RF64 is ITU-R BS.2088 (EBU Tech
 * 3306), bext is EBU Tech 3285.
 */

import { fail, ok, type Result } from "../problem.ts";
import type { AdpcmFormat } from "./adpcm.ts";
import {
  bytesOf,
  MAX_CHANNELS,
  MAX_RATE,
  MIN_RATE,
  type PcmFormat,
  type SampleFormat,
} from "./pcm-format.ts";
import { WAVE_FORMAT_IEEE_FLOAT, WAVE_FORMAT_PCM } from "./wav.ts";

/** MP3 as it is, in a WAV file around it. */
interface WrappedMp3 {
  readonly dataOffset: number;
  readonly dataBytes: number | null;
}

export type WavAudio =
  | { readonly type: "pcm"; readonly format: PcmFormat }
  | { readonly type: "adpcm"; readonly format: AdpcmFormat }
  | { readonly type: "mp3"; readonly format: WrappedMp3 };

export type WavHead = WavAudio & {
  /** Dates of its chunks `bext` and `LIST`, as texts. */
  readonly dates: readonly string[];
};

/** Part of a file that `parseWavHead` needs: chunks such as `bext`, `JUNK` and `LIST` may precede the audio. */
export const WAV_HEAD_BYTES = 1 << 20;

/** `RIFF`, ckSize, `WAVE`. */
const RIFF_HEADER_BYTES = 12;
/** ckID, ckSize. */
const CHUNK_HEADER_BYTES = 8;
/** Size of `PCMWAVEFORMAT`. */
export const FMT_BYTES = 16;
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
  ["6/1", "alaw"],
  ["7/1", "ulaw"],
]);

const WAVE_FORMAT_MPEGLAYER3 = 0x55;
const ADPCM_KINDS: ReadonlyMap<number, AdpcmFormat["kind"]> = new Map([
  [0x02, "ms"],
  [0x11, "ima"],
]);

/** Names that people may know, by wFormatTag. */
const CODEC_NAMES: ReadonlyMap<number, string> = new Map([
  [0x22, "TrueSpeech"],
  [0x31, "GSM 6.10"],
  [0x45, "G.726"],
  [0x50, "MPEG Layer 2"],
  [0x61, "DK3 ADPCM"],
  [0x64, "G.726"],
  [0x65, "G.722"],
  [0xff, "AAC in WAV"],
  [0x160, "Windows Media Audio"],
  [0x161, "Windows Media Audio"],
  [0x162, "Windows Media Audio"],
  [0x163, "Windows Media Audio"],
  [0x2000, "Dolby Digital"],
  [0x2001, "DTS"],
]);

const damaged = fail("imported-file-damaged");

/** Also true of RF64 and BW64, the WAV files beyond 4 GB. */
export function isWav(bytes: Uint8Array): boolean {
  if (bytes.length < RIFF_HEADER_BYTES) return false;
  const view = viewOf(bytes);
  return ["RIFF", "RF64", "BW64"].includes(fourCC(view, 0)) && fourCC(view, 8) === "WAVE";
}

/**
 * @param bytes first `WAV_HEAD_BYTES` of a file, or all of a shorter one
 * @returns failures are "imported-file-damaged" and "imported-codec-unsupported" with the codec's name
 */
export function parseWavHead(bytes: Uint8Array): Result<WavHead> {
  if (!isWav(bytes)) return damaged;
  const view = viewOf(bytes);
  let fmt: Chunk | null = null;
  let ds64DataBytes: number | null = null;
  const dates: string[] = [];
  for (const chunk of chunksOf(view)) {
    const { ckID, ckSize, at } = chunk;
    const there = Math.min(ckSize, view.byteLength - at);
    if (ckID === "ds64" && there >= DS64_BYTES) {
      ds64DataBytes = Number(view.getBigUint64(at + DS64_DATA_SIZE_AT, true));
    } else if (ckID === "fmt ") {
      if (there < ckSize || ckSize < FMT_BYTES) return damaged;
      fmt = chunk;
    } else if (ckID === "data") {
      if (!fmt) return damaged;
      // Writers leave one of these sizes if they never came back to fill it in.
      const isKnown = ckSize !== 0 && ckSize !== MAX_UINT32;
      const dataBytes = isKnown ? ckSize : ds64DataBytes || null;
      const audio = parseFmt(view, fmt, { dataOffset: at, dataBytes });
      return audio.ok ? ok({ ...audio.value, dates }) : audio;
    } else {
      dates.push(...datesIn(ckID, bytes.subarray(at, at + there)));
    }
  }
  return damaged;
}

const BEXT_DATE_AT = 320;
const BEXT_DATE_BYTES = 10;
const BEXT_TIME_BYTES = 8;

function datesIn(ckID: string, body: Uint8Array): readonly string[] {
  if (ckID === "bext" && body.length >= BEXT_DATE_AT + BEXT_DATE_BYTES + BEXT_TIME_BYTES) {
    const time = BEXT_DATE_AT + BEXT_DATE_BYTES;
    return [
      `${latin1(body.subarray(BEXT_DATE_AT, time))} ${latin1(body.subarray(time, time + BEXT_TIME_BYTES))}`,
    ];
  }
  if (ckID !== "LIST" || latin1(body.subarray(0, 4)) !== "INFO") return [];
  const text = latin1(body);
  return ["ICRD", "IDIT"].flatMap((name) => {
    const at = text.indexOf(name, 4);
    return at < 0 ? [] : [text.slice(at + CHUNK_HEADER_BYTES).split("\0", 1)[0] ?? ""];
  });
}

const latin1 = (bytes: Uint8Array): string =>
  Array.from(bytes.subarray(0, 4_096), (byte) => String.fromCharCode(byte)).join("");

/** Reads bytes of the file; fewer at its end. */
type Read = (at: number, bytes: number) => Promise<Uint8Array>;

/**
 * How many bytes of audio a file has, which may not be what it claims: a recorder that was cut off leaves the size of its last
 * update or none, and a claim may exceed the file.
 *
 * @param secondBytes bytes of a second of its audio; less than that behind the audio is not audio
 */
export async function wavDataBytes(
  { dataOffset, dataBytes }: Pick<PcmFormat, "dataOffset" | "dataBytes">,
  secondBytes: number,
  fileBytes: number,
  read: Read,
): Promise<number> {
  const there = Math.max(0, fileBytes - dataOffset);
  const claimed = dataBytes ?? 0;
  if (claimed >= there) return there;
  // In a file beyond 4 GiB the 32-bit size has wrapped around.
  if (there > MAX_UINT32 && claimed <= MAX_UINT32) return there;
  const end = dataOffset + claimed;
  if (await areChunks(end + (claimed % 2), fileBytes, read)) return claimed;
  return dataBytes === null || there - claimed > secondBytes ? there : claimed;
}

/** Whether the file is made of chunks from `from` to its end, as metadata behind the audio is. */
async function areChunks(from: number, fileBytes: number, read: Read): Promise<boolean> {
  const MOST_CHUNKS = 100;
  let at = from;
  for (let count = 0; count < MOST_CHUNKS && at + CHUNK_HEADER_BYTES <= fileBytes; count++) {
    const header = await read(at, CHUNK_HEADER_BYTES);
    if (header.length < CHUNK_HEADER_BYTES) return false;
    const view = viewOf(header);
    if (!/^[\x20-\x7e]{4}$/.test(fourCC(view, 0))) return false;
    const ckSize = view.getUint32(4, true);
    at += CHUNK_HEADER_BYTES + ckSize + (ckSize % 2);
  }
  // The padding of the last chunk may be missing.
  return at > from && Math.abs(at - fileBytes) <= 1;
}

type FmtChunk = Pick<Chunk, "at" | "ckSize">;
type Place = Pick<PcmFormat, "dataOffset" | "dataBytes">;

/** @param chunk a format chunk of at least `FMT_BYTES` */
export function parseFmt(view: DataView, { at, ckSize }: FmtChunk, place: Place): Result<WavAudio> {
  const channels = view.getUint16(at + 2, true); // nChannels
  const sampleRate = view.getUint32(at + 4, true); // nSamplesPerSec
  const blockBytes = view.getUint16(at + 12, true); // nBlockAlign
  const bits = view.getUint16(at + 14, true); // wBitsPerSample
  const tag = formatTag(view, at, ckSize);
  if (tag === WAVE_FORMAT_MPEGLAYER3) return ok({ type: "mp3", format: place });
  if (channels < 1 || channels > MAX_CHANNELS) return damaged;
  if (sampleRate < MIN_RATE || sampleRate > MAX_RATE) return damaged;
  const kind = ADPCM_KINDS.get(tag);
  if (kind && bits === 4 && channels <= 2 && blockBytes > 7 * channels)
    return ok({ type: "adpcm", format: { kind, channels, sampleRate, blockBytes, ...place } });
  // Samples of 12 or 20 bits fill the upper bits of whole bytes.
  const samples = SAMPLE_FORMATS.get(`${tag}/${Math.ceil(bits / 8)}`);
  if (samples === undefined)
    return fail("imported-codec-unsupported", CODEC_NAMES.get(tag) ?? `WAV ${tag}`);
  const container = containerOf(view, samples, blockBytes / channels, place);
  return ok({ type: "pcm", format: { samples, channels, sampleRate, ...container, ...place } });
}

/** Samples of the container that are looked at. */
const MOST_CONTAINERS = 4_096;

/**
 * Bytes per sample follow from wBitsPerSample: if nBlockAlign or nAvgBytesPerSec contradict it, they are wrong in practice. The
 * exception are 24 bits in containers of four bytes. Most writers put them into the lower three bytes, some into the upper three,
 * and then the lowest byte is always 0.
 */
function containerOf(
  view: DataView,
  samples: SampleFormat,
  claimedBytes: number,
  { dataOffset, dataBytes }: Place,
): Pick<PcmFormat, "sampleBytes" | "inset"> {
  const isWide = samples === "s24" && claimedBytes === 4 && (dataBytes ?? 0) % 4 === 0;
  if (!isWide) return { sampleBytes: bytesOf(samples), inset: 0 };
  const end = Math.min(view.byteLength - 3, dataOffset + 4 * MOST_CONTAINERS);
  for (let at = dataOffset; at < end; at += 4)
    if (view.getUint8(at) !== 0) return { sampleBytes: 4, inset: 0 };
  return { sampleBytes: 4, inset: 1 };
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
