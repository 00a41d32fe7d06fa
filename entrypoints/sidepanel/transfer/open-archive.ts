/** Reads a ZIP archive: the folders of its meetings, and their files, each checked against its checksum. */

import type { ZipEntry } from "unzipit";
import { crc32, type MeetingFolder, planArchive } from "../../../core/archive/zip.ts";
import { RECORDS } from "../../../core/archive/zip-records.ts";
import { LARGEST } from "../../../core/bounds.ts";
import { fail, type Result } from "../../../core/problem.ts";
import type { PackedFile } from "../../../core/protocol/files.ts";

/** The bytes do not match their checksum, or cannot be unpacked. */
export class DamagedEntry extends Error {}

/** A file and the archive that holds it. */
export type ArchiveEntry = ZipEntry & { readonly archive: Blob };

/** @returns where a file lies, for a thread that reads it */
export function packedFile(entry: ZipEntry): PackedFile {
  // Private fields of the library; its version is pinned, and a test covers this.
  const raw = entry["_rawEntry"];
  return {
    offset: raw.relativeOffsetOfLocalHeader,
    packedSize: entry.compressedSize,
    size: entry.size,
    crc: raw.crc32,
    isDeflated: entry.compressionMethod !== 0,
  };
}

/**
 * Reads the directory of an archive only.
 * @returns failures are "meeting-file-refused"
 * @throws DOMException `NotReadableError` or `NotFoundError` if the file can't be read
 */
export async function openArchive(
  file: Blob,
): Promise<Result<readonly MeetingFolder<ArchiveEntry>[]>> {
  try {
    const { entries, bytes } = await zipEntries(file);
    return planArchive(entries, bytes);
  } catch (error) {
    // Other errors are thrown by the library for files that are no archive.
    if (error instanceof DOMException) throw error;
    return fail("meeting-file-refused", "It is damaged or cut short.");
  }
}

/** @throws DOMException as `openArchive`, and any error of the library if it is no archive */
export async function zipEntries(
  file: Blob,
): Promise<{ readonly entries: ArchiveEntry[]; readonly bytes: number }> {
  // Loaded lazily: only imports need it.
  const { BlobReader, unzipRaw } = await import("unzipit");
  const archive = (await archiveIn(file)) ?? file;
  const blob = new BlobReader(archive);
  const { entries } = await unzipRaw({
    getLength: () => blob.getLength(),
    readStream: (offset, length) => blob.readStream(offset, length),
    async read(offset, length) {
      if (length > LARGEST.archiveDirectory) throw new RangeError("The directory is too long.");
      return blob.read(offset, length);
    },
  });
  const inArchive = entries.map((entry) => Object.assign(entry, { archive }));
  return { entries: inArchive, bytes: archive.size };
}

/** What stands behind an archive, as after a download through a web page, is at most this. */
const MAX_BEHIND_BYTES = 1 << 20;
const LONGEST_COMMENT = 0xffff;

/**
 * Finds the archive in a file with other bytes before or behind it, as unzip does: the directory tells where it should be.
 * @returns `null` if there is no directory
 */
export async function archiveIn(file: Blob): Promise<Blob | null> {
  const tailFrom = Math.max(0, file.size - RECORDS.end.bytes - LONGEST_COMMENT - MAX_BEHIND_BYTES);
  const tail = new DataView(await file.slice(tailFrom).arrayBuffer());
  for (let at = tail.byteLength - RECORDS.end.bytes; at >= 0; at--) {
    if (tail.getUint32(at, true) !== RECORDS.end.mark) continue;
    const end = at + RECORDS.end.bytes + tail.getUint16(at + 20, true);
    const start = tailFrom + at - (lengthBefore64(tail, at) ?? lengthBefore(tail, at));
    if (end <= tail.byteLength && start >= 0)
      return withoutComment(file.slice(start, tailFrom + at + RECORDS.end.bytes));
  }
  return null;
}

/** The library takes an end mark in the comment for the directory's. The length of the comment is the record's last field. */
const withoutComment = (archive: Blob): Blob => new Blob([archive.slice(0, -2), new Uint8Array(2)]);

/** Length of the archive before its end record: the directory ends there. */
const lengthBefore = (tail: DataView, at: number): number =>
  tail.getUint32(at + 12, true) + tail.getUint32(at + 16, true);

/** Before the end record its own end record and where that is name a ZIP64 directory. */
function lengthBefore64(tail: DataView, at: number): number | null {
  const locator = at - RECORDS.locator.bytes;
  const end64 = locator - RECORDS.end64.bytes;
  const is64 =
    end64 >= 0 &&
    tail.getUint32(locator, true) === RECORDS.locator.mark &&
    tail.getUint32(end64, true) === RECORDS.end64.mark;
  return is64
    ? Number(tail.getBigUint64(locator + 8, true)) + RECORDS.end64.bytes + RECORDS.locator.bytes
    : null;
}

/**
 * Reads a text file into memory; the caller has checked its size.
 * @throws {DamagedEntry}
 * @throws DOMException `NotReadableError` or `NotFoundError` if the file can't be read
 */
export async function entryText(entry: ZipEntry): Promise<string> {
  const pieces: BlobPart[] = [];
  let sum = 0;
  try {
    for await (const bytes of await entry.stream()) {
      sum = crc32(bytes, sum);
      pieces.push(bytes as Uint8Array<ArrayBuffer>);
    }
  } catch (error) {
    if (error instanceof DOMException) throw error;
    throw new DamagedEntry();
  }
  // The library does not compare the checksum.
  if (sum !== packedFile(entry).crc) throw new DamagedEntry();
  return new Blob(pieces).text();
}
