/**
 * Checks of a ZIP archive. Its directory is judged before anything is unpacked: only folders with a `meeting.json` are read, and
 * an archive is refused as a whole if a path leads out of it, if a name occurs twice or if it would unpack to far more than its
 * own size.
 */

import { fail, ok, type Result } from "../problem.ts";

/** One entry of the archive's directory. */
export interface ZipEntryFacts {
  readonly name: string;
  readonly size: number;
  readonly compressedSize: number;
  readonly isDirectory: boolean;
  readonly encrypted: boolean;
}

export interface MeetingFolder<Entry> {
  /** Last part of its path; "" at the top of the archive. */
  readonly name: string;
  readonly meetingFile: Entry;
  /** All files of the folder, by name. */
  readonly files: ReadonlyMap<string, Entry>;
}

export const MEETING_FILE_NAME = "meeting.json";

const MAX_ENTRIES = 20_000;
const MAX_NAME = 1_000;
/** Silence packs to a thousandth of its size. Archives that unpack to less than a gigabyte may do the same. */
const MAX_RATIO = 100;
const UNCHECKED_BYTES = 1 << 30;

/** @returns the folders of meetings, or `meeting-file-refused` */
export function planArchive<Entry extends ZipEntryFacts>(
  entries: readonly Entry[],
  archiveBytes: number,
): Result<readonly MeetingFolder<Entry>[]> {
  const why = faultOf(entries, archiveBytes);
  if (why !== null) return fail("meeting-file-refused", why);
  const folders = foldersOf(entries.filter(({ isDirectory }) => !isDirectory));
  if (folders.length === 0)
    return fail("meeting-file-refused", `There is no ${MEETING_FILE_NAME} in it.`);
  return ok(folders);
}

function faultOf(entries: readonly ZipEntryFacts[], archiveBytes: number): string | null {
  if (entries.length > MAX_ENTRIES) return `It holds more than ${MAX_ENTRIES} files.`;
  if (entries.some(({ encrypted }) => encrypted)) return "It is locked with a password.";
  if (entries.some(({ name }) => !isInside(name))) return "It holds a path that leads out of it.";
  const names = entries.map(({ name }) => name.normalize("NFC").toLowerCase());
  if (new Set(names).size < names.length) return "It holds two files of the same name.";
  // Overlapping files add up to more than the archive.
  const packed = sum(entries.map(({ compressedSize }) => compressedSize));
  if (!(packed <= archiveBytes)) return "It is damaged: its files don’t fit into it.";
  const unpacked = sum(entries.map(({ size }) => size));
  if (!(unpacked <= Math.max(UNCHECKED_BYTES, archiveBytes * MAX_RATIO)))
    return `It would unpack to ${Math.ceil(unpacked / 1e9)} GB, far more than it is.`;
  return null;
}

/** Whether the path is relative and stays inside its folder on every system. */
function isInside(name: string): boolean {
  if (name === "" || name.length > MAX_NAME || /[\\\p{Cc}]|^\/|^[a-z]:/iu.test(name)) return false;
  return name.split("/").every((part) => part !== ".." && part !== ".");
}

/** Finds folders at any depth: users repack archives with one more folder around them. */
function foldersOf<Entry extends ZipEntryFacts>(
  files: readonly Entry[],
): readonly MeetingFolder<Entry>[] {
  const inFolder = new Map<string, Map<string, Entry>>();
  for (const file of files) {
    const end = file.name.lastIndexOf("/");
    const folder = file.name.slice(0, end + 1);
    const siblings = inFolder.get(folder) ?? new Map<string, Entry>();
    inFolder.set(folder, siblings.set(file.name.slice(end + 1), file));
  }
  return [...inFolder].flatMap(([folder, files]) => {
    const meetingFile = files.get(MEETING_FILE_NAME);
    const name = folder.split("/").at(-2) ?? "";
    return meetingFile ? [{ name, meetingFile, files }] : [];
  });
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, each) => total + each, 0);

const CRC_POLYNOMIAL = 0xedb8_8320;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? (remainder >>> 1) ^ CRC_POLYNOMIAL : remainder >>> 1;
  return remainder;
});

/**
 * CRC-32 of ZIP (ISO 3309, APPNOTE 4.4.7) over bytes that come in pieces.
 *
 * @param before checksum of the pieces before; 0 for the first
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let remainder = ~before;
  for (let at = 0; at < bytes.length; at++)
    remainder = (remainder >>> 8) ^ (CRC_TABLE[(remainder ^ (bytes[at] ?? 0)) & 0xff] ?? 0);
  return ~remainder >>> 0;
}
