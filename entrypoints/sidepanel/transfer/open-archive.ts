/** A ZIP archive that somebody chose: where its meetings lie, and their bytes, each checked against the archive's own sum. */

import type { ZipEntry } from "unzipit";
import { crc32 } from "../../../core/archive/zip.ts";
import { type MeetingFolder, planArchive } from "../../../core/archive/zip.ts";
import { fail, type Result } from "../../../core/problem.ts";

/** More than 20,000 entries need. It is the only thing that is read in one piece. */
const MAX_DIRECTORY_BYTES = 16 << 20;

/** What was read is not what was packed. */
export class DamagedEntry extends Error {}

/**
 * Reads the directory of an archive and nothing else.
 * @returns Failures are "meeting-file-refused".
 * @throws DOMException `NotReadableError` or `NotFoundError` where the file can't be read.
 */
export async function openArchive(file: Blob): Promise<Result<readonly MeetingFolder<ZipEntry>[]>> {
  // Only who imports pays for it.
  const { BlobReader, unzipRaw } = await import("unzipit");
  const blob = new BlobReader(file);
  try {
    const { entries } = await unzipRaw({
      getLength: () => blob.getLength(),
      readStream: (offset, length) => blob.readStream(offset, length),
      async read(offset, length) {
        if (length > MAX_DIRECTORY_BYTES) throw new RangeError("The directory is too long.");
        return blob.read(offset, length);
      },
    });
    return planArchive(entries, file.size);
  } catch (error) {
    // All others are the library's, which finds no archive.
    if (error instanceof DOMException) throw error;
    return fail("meeting-file-refused", "It is damaged or cut short.");
  }
}

/**
 * Unpacked piece by piece; what comes is known to be right only when all of it has come.
 * @throws {DamagedEntry}
 * @throws DOMException `NotReadableError` or `NotFoundError` where the file can't be read.
 */
export async function* entryBytes(entry: ZipEntry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  try {
    for await (const bytes of await entry.stream()) {
      sum = crc32(bytes, sum);
      yield bytes;
    }
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw new DamagedEntry();
  }
  // The library leaves this to others, and keeps the sum to itself; its version is pinned, and a test would notice.
  if (sum !== entry["_rawEntry"].crc32) throw new DamagedEntry();
}

/** A file of text, which must fit into memory: ask its size first. */
export async function entryText(entry: ZipEntry): Promise<string> {
  const pieces: BlobPart[] = [];
  for await (const bytes of entryBytes(entry)) pieces.push(bytes as Uint8Array<ArrayBuffer>);
  return new Blob(pieces).text();
}
