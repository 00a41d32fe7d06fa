/** Reads a ZIP archive: the folders of its meetings, and their files, each checked against its checksum. */

import type { ZipEntry } from "unzipit";
import { crc32, type MeetingFolder, planArchive } from "../../../core/archive/zip.ts";
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
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
/** Bytes before the end record that name a ZIP64 directory: its own end record and where that is. */
const END64_BYTES = 56;
const LOCATOR_BYTES = 20;

/**
 * Finds the archive in a file with other bytes before or behind it, as unzip does: the directory tells where it should be.
 * @returns `null` if there is no directory
 */
export async function archiveIn(file: Blob): Promise<Blob | null> {
  const tailFrom = Math.max(0, file.size - END_BYTES - LONGEST_COMMENT - MAX_BEHIND_BYTES);
  const tail = new DataView(await file.slice(tailFrom).arrayBuffer());
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_MARK) continue;
    const end = at + END_BYTES + tail.getUint16(at + 20, true);
    const start = tailFrom + at - (lengthBefore64(tail, at) ?? lengthBefore(tail, at));
    if (end <= tail.byteLength && start >= 0)
      return withoutComment(file.slice(start, tailFrom + at + END_BYTES));
  }
  return null;
}

/** The library takes an end mark in the comment for the directory's. The length of the comment is the record's last field. */
const withoutComment = (archive: Blob): Blob => new Blob([archive.slice(0, -2), new Uint8Array(2)]);

const END_MARK = 0x06_05_4b_50;
const END64_MARK = 0x06_06_4b_50;
const LOCATOR_MARK = 0x07_06_4b_50;

/** Length of the archive before its end record: the directory ends there. */
const lengthBefore = (tail: DataView, at: number): number =>
  tail.getUint32(at + 12, true) + tail.getUint32(at + 16, true);

function lengthBefore64(tail: DataView, at: number): number | null {
  const locator = at - LOCATOR_BYTES;
  const end64 = locator - END64_BYTES;
  const is64 =
    end64 >= 0 &&
    tail.getUint32(locator, true) === LOCATOR_MARK &&
    tail.getUint32(end64, true) === END64_MARK;
  return is64 ? Number(tail.getBigUint64(locator + 8, true)) + END64_BYTES + LOCATOR_BYTES : null;
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
