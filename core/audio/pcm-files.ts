/**
 * Reads the other files that hold uncompressed audio: AIFF and AIFF-C (Apple, 1991), CAF (Apple Core Audio Format Specification 1.0),
 * Wave64 (Sony Pictures Digital, 2003) and AU (Sun). It never throws.
 */

import { codecName } from "../media/known-formats.ts";
import { fail, ok, type Result } from "../problem.ts";
import {
  bytesOf,
  MAX_CHANNELS,
  MAX_RATE,
  MIN_RATE,
  type PcmFormat,
  type SampleFormat,
} from "./pcm-format.ts";
import { FMT_BYTES, parseFmt, type WavAudio } from "./wav-file.ts";

const damaged = fail("imported-file-damaged");

/**
 * @param bytes the beginning of a file, as for `parseWavHead`
 * @returns `null` if it is none of these files. Failures are "imported-file-damaged" and "imported-codec-unsupported"
 */
export function parsePcmHead(bytes: Uint8Array): Result<WavAudio> | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begins = (text: string, at = 0): boolean => textAt(view, at, text.length) === text;
  if (begins("FORM") && (begins("AIFF", 8) || begins("AIFC", 8))) return aiff(view);
  if (begins("caff")) return caf(view);
  if (begins("riff\u002e\u0091\u00cf\u0011")) return wave64(view);
  if (begins(".snd")) return au(view);
  return null;
}

/** ISO 8859-1; shorter at the end of the bytes. */
function textAt(view: DataView, at: number, length: number): string {
  const end = Math.min(at + length, view.byteLength);
  let text = "";
  for (let index = at; index < end; index++) text += String.fromCharCode(view.getUint8(index));
  return text;
}

type Sampling = Pick<PcmFormat, "channels" | "sampleRate" | "dataOffset" | "dataBytes">;

function pcm(samples: SampleFormat, isBigEndian: boolean, sampling: Sampling): Result<WavAudio> {
  const { channels, sampleRate } = sampling;
  if (channels < 1 || channels > MAX_CHANNELS) return damaged;
  if (!(sampleRate >= MIN_RATE && sampleRate <= MAX_RATE)) return damaged;
  const order = isBigEndian ? { isBigEndian } : {};
  const format = { samples, sampleBytes: bytesOf(samples), inset: 0, ...order, ...sampling };
  return ok({ type: "pcm", format });
}

const SIGNED: Readonly<Record<number, SampleFormat>> = { 1: "s8", 2: "s16", 3: "s24", 4: "s32" };

/** Compression types of AIFF-C, in lower case, that are none. */
const AIFC_SAMPLES: Readonly<Record<string, SampleFormat>> = {
  "raw ": "u8",
  in24: "s24",
  in32: "s32",
  fl32: "f32",
  fl64: "f64",
  alaw: "alaw",
  ulaw: "ulaw",
};
const AIFF_CHUNKS_AT = 12;
const COMM_BYTES = 18;

function aiff(view: DataView): Result<WavAudio> {
  let comm: number | null = null;
  let type = "NONE";
  for (let at = AIFF_CHUNKS_AT; at + 8 <= view.byteLength;) {
    const name = textAt(view, at, 4);
    const size = view.getUint32(at + 4);
    const body = at + 8;
    if (name === "COMM" && body + Math.min(size, COMM_BYTES + 4) <= view.byteLength) {
      comm = body;
      if (size >= COMM_BYTES + 4) type = textAt(view, body + COMM_BYTES, 4);
    } else if (name === "SSND") {
      if (comm === null || body + 8 > view.byteLength) return damaged;
      const bits = view.getUint16(comm + 6);
      const samples =
        AIFC_SAMPLES[type.toLowerCase()] ??
        (["NONE", "twos", "sowt"].includes(type) ? SIGNED[Math.ceil(bits / 8)] : undefined);
      if (samples === undefined) return fail("imported-codec-unsupported", codecName(type));
      return pcm(samples, type !== "sowt", {
        channels: view.getUint16(comm),
        sampleRate: extended(view, comm + 8),
        dataOffset: body + 8 + view.getUint32(body),
        dataBytes: Math.max(0, size - 8) || null,
      });
    }
    at = body + size + (size % 2);
  }
  return damaged;
}

/** IEEE 754 extended precision of 80 bits, as a whole number. */
function extended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16_383 - 31;
  return Math.round(view.getUint32(at + 2) * 2 ** exponent);
}

const CAF_CHUNKS_AT = 8;
const CAF_DESC_BYTES = 32;
const CAF_IS_FLOAT = 1;
const CAF_IS_LITTLE = 2;

function caf(view: DataView): Result<WavAudio> {
  let desc: number | null = null;
  for (let at = CAF_CHUNKS_AT; at + 12 <= view.byteLength;) {
    const name = textAt(view, at, 4);
    const size = Number(view.getBigInt64(at + 4));
    const body = at + 12;
    if (name === "desc" && body + CAF_DESC_BYTES <= view.byteLength) desc = body;
    if (name === "data") {
      if (desc === null) return damaged;
      const type = textAt(view, desc + 8, 4);
      const flags = view.getUint32(desc + 12);
      const samples = cafSamples(type, flags, view.getUint32(desc + 28));
      if (samples === undefined) return fail("imported-codec-unsupported", codecName(type));
      return pcm(samples, (flags & CAF_IS_LITTLE) === 0, {
        channels: view.getUint32(desc + 24),
        sampleRate: Math.round(view.getFloat64(desc)),
        // The audio follows a count of edits; −1 is the size of what is still being written.
        dataOffset: body + 4,
        dataBytes: size > 4 ? size - 4 : null,
      });
    }
    if (size < 0) break;
    at = body + size;
  }
  return damaged;
}

function cafSamples(type: string, flags: number, bits: number): SampleFormat | undefined {
  if (type === "alaw" || type === "ulaw") return type;
  if (type !== "lpcm") return undefined;
  if ((flags & CAF_IS_FLOAT) === 0) return SIGNED[Math.ceil(bits / 8)];
  return bits === 64 ? "f64" : "f32";
}

/** Every chunk has a GUID, which begins with the name of its RIFF chunk, and a size that counts its header. */
const W64_HEADER_BYTES = 24;
const W64_CHUNKS_AT = 40;

function wave64(view: DataView): Result<WavAudio> {
  let fmt: { readonly at: number; readonly ckSize: number } | null = null;
  for (let at = W64_CHUNKS_AT; at + W64_HEADER_BYTES <= view.byteLength;) {
    const name = textAt(view, at, 4);
    const size = Number(view.getBigUint64(at + 16, true));
    const body = at + W64_HEADER_BYTES;
    const ckSize = size - W64_HEADER_BYTES;
    if (name === "fmt " && ckSize >= FMT_BYTES && body + ckSize <= view.byteLength)
      fmt = { at: body, ckSize };
    if (name === "data")
      return fmt
        ? parseFmt(view, fmt, { dataOffset: body, dataBytes: ckSize > 0 ? ckSize : null })
        : damaged;
    if (size < W64_HEADER_BYTES) break;
    at += Math.ceil(size / 8) * 8;
  }
  return damaged;
}

const AU_SAMPLES: Readonly<Record<number, SampleFormat>> = {
  1: "ulaw",
  2: "s8",
  3: "s16",
  4: "s24",
  5: "s32",
  6: "f32",
  7: "f64",
  27: "alaw",
};
const AU_HEADER_BYTES = 24;

function au(view: DataView): Result<WavAudio> {
  if (view.byteLength < AU_HEADER_BYTES) return damaged;
  const dataBytes = view.getUint32(8);
  const samples = AU_SAMPLES[view.getUint32(12)];
  if (samples === undefined) return fail("imported-codec-unsupported", "Sun AU");
  return pcm(samples, true, {
    dataOffset: view.getUint32(4),
    dataBytes: dataBytes === 0xffff_ffff || dataBytes === 0 ? null : dataBytes,
    sampleRate: view.getUint32(16),
    channels: view.getUint32(20),
  });
}
