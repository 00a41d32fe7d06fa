/** Unpacks the audio of a channel from an archive piece by piece, without changing a sample. */

import { crc32 } from "../../../core/archive/zip.ts";
import { RECORDS } from "../../../core/archive/zip-records.ts";
import { BYTES_PER_SAMPLE, SAMPLE_RATE } from "../../../core/audio/format.ts";
import { parseWavHead, WAV_HEAD_BYTES, type WavAudio } from "../../../core/audio/wav-file.ts";
import { fail, ok, type Result } from "../../../core/problem.ts";
import type { PackedAudio, PackedFile } from "../../../core/protocol/files.ts";
import { openOutput } from "./sync-file.ts";

/**
 * Writes the PCM without its header.
 *
 * @param onBytes is called with the bytes that were written
 * @returns failures are "meeting-file-refused": the audio is damaged, or does not fit the meeting file
 * @throws DOMException `NotReadableError` or `NotFoundError` if the archive can't be read, `QuotaExceededError` if the disk is full
 */
export async function unpackAudio(
  archive: Blob,
  { file, samples, packed, output }: PackedAudio,
  onBytes: (bytes: number) => void,
): Promise<Result<null>> {
  const refuse = (why: string): Result<never> => fail("meeting-file-refused", `${file} ${why}`);
  const wanted = samples * BYTES_PER_SAMPLE;
  const written = await openOutput(output);
  let head: Uint8Array<ArrayBuffer> | null = new Uint8Array();
  let sum = 0;
  let unpacked = 0;
  try {
    for await (const bytes of piecesOf(archive, packed)) {
      sum = crc32(bytes, sum);
      unpacked += bytes.length;
      if (unpacked > packed.size) return DAMAGED;
      let pcm = bytes;
      if (head) {
        head = joined(head, bytes);
        const wav = parseWavHead(head);
        if (!wav.ok && head.length < Math.min(WAV_HEAD_BYTES, packed.size)) continue;
        if (!wav.ok || !isRecorded(wav.value)) return refuse("is not mono of 16 bit, 16 kHz.");
        const { dataBytes, dataOffset } = wav.value.format;
        if ((dataBytes ?? wanted) !== wanted) return refuse(OTHER_LENGTH);
        pcm = head.subarray(dataOffset);
        head = null;
      }
      // Other chunks may follow the audio.
      const part = pcm.subarray(0, wanted - written.size);
      written.append(part);
      onBytes(part.length);
    }
  } catch (error) {
    if (error instanceof DOMException) throw error;
    return DAMAGED;
  }
  if (sum !== packed.crc) return DAMAGED;
  await written.end();
  return written.size === wanted ? ok(null) : refuse(OTHER_LENGTH);
}

const OTHER_LENGTH = "is not as long as its meeting says.";
const DAMAGED = fail("meeting-file-refused", "It is damaged.");

const isRecorded = ({ type, format }: WavAudio): boolean =>
  type === "pcm" &&
  format.samples === "s16" &&
  format.channels === 1 &&
  format.sampleRate === SAMPLE_RATE;

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

const PIECE_BYTES = 1 << 20;
/** Deflate unpacks to a thousand times as much at most, and all of it waits in memory. */
const DEFLATED_PIECE_BYTES = 1 << 16;

type Pieces = AsyncGenerator<Uint8Array<ArrayBuffer>>;

/** @throws Error if the packing is broken */
async function* piecesOf(archive: Blob, { offset, packedSize, isDeflated }: PackedFile): Pieces {
  const header = new DataView(
    await archive.slice(offset, offset + RECORDS.local.bytes).arrayBuffer(),
  );
  if (header.byteLength < RECORDS.local.bytes || header.getUint32(0, true) !== RECORDS.local.mark)
    throw new RangeError("There is no file here.");
  // The lengths of name and extra field may differ from those in the directory (APPNOTE 4.3.7).
  const from =
    offset + RECORDS.local.bytes + header.getUint16(26, true) + header.getUint16(28, true);
  const packed = archive.slice(from, from + packedSize);
  yield* isDeflated ? inflated(packed) : read(packed, PIECE_BYTES);
}

/** Reads into one buffer again and again: a piece is valid until the next one is asked for. */
async function* read(blob: Blob, pieceBytes: number): Pieces {
  const reader = blob.stream().getReader({ mode: "byob" });
  try {
    let buffer = new ArrayBuffer(pieceBytes);
    for (;;) {
      const { value } = await reader.read(new Uint8Array(buffer));
      if (!value || value.length === 0) return;
      yield value;
      buffer = value.buffer;
    }
  } finally {
    await reader.cancel();
  }
}

async function* inflated(packed: Blob): Pieces {
  const inflater = new DecompressionStream("deflate-raw");
  const writer = inflater.writable.getWriter();
  const write = async (): Promise<void> => {
    for await (const piece of read(packed, DEFLATED_PIECE_BYTES)) await writer.write(piece);
    await writer.close();
  };
  const written = write();
  // A failure reaches the readable side too, unless the archive itself could not be read.
  written.catch((error: unknown) => writer.abort(error).catch(() => {}));
  for await (const piece of inflater.readable) yield piece;
  await written;
}
