/**
 * The records of a ZIP archive whose entries are stored without compression (APPNOTE 6.3.10). Records beyond 4 GB or 65,535 entries
 * are those of ZIP64. Where the content itself lies is up to the caller.
 */

import { RECORDS } from "./zip-records.ts";

export interface StoredEntry {
  /** Path with `/`, in UTF-8. */
  readonly name: Uint8Array;
  /** Unix time in ms; stored as local time to two seconds. */
  readonly modifiedAt: number;
  readonly crc: number;
  /** Bytes. */
  readonly size: number;
}

/** An entry at its place in the archive. */
export interface PlacedEntry extends StoredEntry {
  /** Offset of its local header. */
  readonly offset: number;
}

/** Needed to extract: a stored file, or ZIP64 (4.4.3). */
const VERSION = 20;
const VERSION_64 = 45;
/** Made on Unix (4.4.2): unzip takes names that were made on DOS for those of a code page, even if they are UTF-8. */
const UNIX = 3 << 8;
/** `-rw-r--r--`, which unzip gives the file (4.4.15). */
const READABLE_FILE = (0o100_644 << 16) >>> 0;
/** Names are UTF-8 (4.4.4, bit 11). */
const UTF8_FLAG = 0x800;
const ID_64 = 1;
const MAX_16 = 0xffff;
const MAX_32 = 0xffff_ffff;

/** The header before the content of an entry. */
export function localHeader(entry: StoredEntry): Uint8Array<ArrayBuffer> {
  const { name } = entry;
  const isLarge = entry.size >= MAX_32;
  const { bytes, put } = record(RECORDS.local.bytes + name.length + (isLarge ? 4 + 16 : 0));
  put(4, RECORDS.local.mark);
  putCommon(put, entry, isLarge);
  put(4, isLarge ? MAX_32 : entry.size);
  put(4, isLarge ? MAX_32 : entry.size);
  put(2, name.length);
  put(2, isLarge ? 4 + 16 : 0);
  put(name);
  if (isLarge) put64(put, [entry.size, entry.size]);
  return bytes;
}

/** The directory and the end of an archive. @param offset where it begins: behind the last entry */
export function zipDirectory(
  entries: readonly PlacedEntry[],
  offset: number,
): readonly Uint8Array<ArrayBuffer>[] {
  const directory = entries.map(directoryRecord);
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  return [...directory, ...endRecords(entries.length, size, offset)];
}

function directoryRecord(entry: PlacedEntry): Uint8Array<ArrayBuffer> {
  const { name } = entry;
  const isLarge = entry.size >= MAX_32;
  const large = [
    ...(isLarge ? [entry.size, entry.size] : []),
    ...(entry.offset >= MAX_32 ? [entry.offset] : []),
  ];
  const extraBytes = large.length > 0 ? 4 + large.length * 8 : 0;
  const { bytes, put } = record(RECORDS.directory.bytes + name.length + extraBytes);
  put(4, RECORDS.directory.mark);
  put(2, UNIX | (large.length > 0 ? VERSION_64 : VERSION)); // version made by
  putCommon(put, entry, large.length > 0);
  put(4, isLarge ? MAX_32 : entry.size);
  put(4, isLarge ? MAX_32 : entry.size);
  put(2, name.length);
  put(2, extraBytes);
  put(2, 0); // comment
  put(2, 0); // disk
  put(2, 0); // internal attributes
  put(4, READABLE_FILE); // external attributes
  put(4, Math.min(entry.offset, MAX_32));
  put(name);
  if (large.length > 0) put64(put, large);
  return bytes;
}

function endRecords(
  count: number,
  size: number,
  offset: number,
): readonly Uint8Array<ArrayBuffer>[] {
  const isLarge = count >= MAX_16 || size >= MAX_32 || offset >= MAX_32;
  const end = record(RECORDS.end.bytes);
  end.put(4, RECORDS.end.mark);
  end.put(4, 0); // disks
  end.put(2, Math.min(count, MAX_16));
  end.put(2, Math.min(count, MAX_16));
  end.put(4, Math.min(size, MAX_32));
  end.put(4, Math.min(offset, MAX_32));
  end.put(2, 0); // comment
  if (!isLarge) return [end.bytes];
  const end64 = record(RECORDS.end64.bytes);
  end64.put(4, RECORDS.end64.mark);
  end64.put(8, RECORDS.end64.bytes - 12);
  end64.put(2, VERSION_64);
  end64.put(2, VERSION_64);
  end64.put(8, 0); // disks
  for (const value of [count, count, size, offset]) end64.put(8, value);
  const locator = record(RECORDS.locator.bytes);
  locator.put(4, RECORDS.locator.mark);
  locator.put(4, 0); // disk
  locator.put(8, offset + size);
  locator.put(4, 1); // disks
  return [end64.bytes, locator.bytes, end.bytes];
}

/** The fields that both headers of an entry share, up to its checksum. */
function putCommon(put: Put, entry: StoredEntry, is64: boolean): void {
  const { date, time } = dosTime(entry.modifiedAt);
  put(2, is64 ? VERSION_64 : VERSION);
  put(2, UTF8_FLAG);
  put(2, 0); // stored
  put(2, time);
  put(2, date);
  put(4, entry.crc);
}

function put64(put: Put, values: readonly number[]): void {
  put(2, ID_64);
  put(2, values.length * 8);
  for (const value of values) put(8, value);
}

interface Put {
  /** Appends a number of so many bytes, little-endian. */
  (bytes: 2 | 4 | 8, value: number): void;
  (bytes: Uint8Array): void;
}

function record(length: number): { readonly bytes: Uint8Array<ArrayBuffer>; readonly put: Put } {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  function put(what: 2 | 4 | 8 | Uint8Array, value = 0): void {
    if (what === 2) view.setUint16(at, value, true);
    else if (what === 4) view.setUint32(at, value, true);
    else if (what === 8) view.setBigUint64(at, BigInt(value), true);
    else bytes.set(what, at);
    at += typeof what === "number" ? what : what.length;
  }
  return { bytes, put };
}

/** ZIP stores local times of the years 1980 to 2107 (4.4.6); others become the first of them. */
function dosTime(unixMs: number): { readonly date: number; readonly time: number } {
  const moment = new Date(unixMs);
  const year = moment.getFullYear() - 1980;
  if (!(year >= 0 && year <= 127)) return { date: (1 << 5) | 1, time: 0 };
  return {
    date: (year << 9) | ((moment.getMonth() + 1) << 5) | moment.getDate(),
    time:
      (moment.getHours() << 11) | (moment.getMinutes() << 5) | Math.floor(moment.getSeconds() / 2),
  };
}
