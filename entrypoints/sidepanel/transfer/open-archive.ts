/** Reads a ZIP archive: the folders of its meetings, and their files, each checked against its checksum. */

import type { ZipEntry } from "unzipit";
import { crc32, type MeetingFolder, planArchive } from "../../../core/archive/zip.ts";
import { fail, type Result } from "../../../core/problem.ts";

/** More than 20,000 entries need. Only the directory is read in one piece. */
const MAX_DIRECTORY_BYTES = 16 << 20;

/** The bytes do not match their checksum, or cannot be unpacked. */
export class DamagedEntry extends Error {}

/**
 * Reads the directory of an archive only.
 * @returns failures are "meeting-file-refused"
 * @throws DOMException `NotReadableError` or `NotFoundError` if the file can't be read
 */
export async function openArchive(file: Blob): Promise<Result<readonly MeetingFolder<ZipEntry>[]>> {
  // Loaded lazily: only imports need it.
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
    // Other errors are thrown by the library for files that are no archive.
    if (error instanceof DOMException) throw error;
    return fail("meeting-file-refused", "It is damaged or cut short.");
  }
}

/**
 * Unpacks a file piece by piece. The checksum is compared after the last piece.
 * @throws {DamagedEntry}
 * @throws DOMException `NotReadableError` or `NotFoundError` if the file can't be read
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
  // The library does not compare the checksum and has it in a private field only; its version is pinned, and a test covers this.
  if (sum !== entry["_rawEntry"].crc32) throw new DamagedEntry();
}

/** Reads a text file into memory; the caller has checked its size. */
export async function entryText(entry: ZipEntry): Promise<string> {
  const pieces: BlobPart[] = [];
  for await (const bytes of entryBytes(entry)) pieces.push(bytes as Uint8Array<ArrayBuffer>);
  return new Blob(pieces).text();
}
