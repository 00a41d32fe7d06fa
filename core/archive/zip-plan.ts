/**
 * What an archive holds, judged by its directory alone, before anything of it is unpacked. Only what lies beside a
 * `meeting.json` is ever read; but an archive with a path that leads out of it, with a name twice, or that would unpack to far
 * more than it is, is none that anybody made in good faith, and is refused as a whole.
 */

import { fail, ok, type Result } from "../problem.ts";

/** As the archive's directory tells. */
export interface ZipEntryFacts {
  readonly name: string;
  readonly size: number;
  readonly compressedSize: number;
  readonly isDirectory: boolean;
  readonly encrypted: boolean;
}

export interface MeetingFolder<Entry> {
  /** As a person knows it; "" where the meeting lies at the top. */
  readonly name: string;
  readonly meetingFile: Entry;
  /** All that lies in it, by name. */
  readonly files: ReadonlyMap<string, Entry>;
}

export const MEETING_FILE_NAME = "meeting.json";

const MAX_ENTRIES = 20_000;
const MAX_NAME = 1_000;
/** Silence packs to a thousandth. More than this many bytes must have been worth a tenth of that. */
const MAX_RATIO = 100;
const FREE_BYTES = 1 << 30;

/** @returns Failures are "meeting-file-refused". */
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
  // Files that overlap add up to more than there is.
  const packed = sum(entries.map(({ compressedSize }) => compressedSize));
  if (!(packed <= archiveBytes)) return "It is damaged: its files don’t fit into it.";
  const unpacked = sum(entries.map(({ size }) => size));
  if (!(unpacked <= Math.max(FREE_BYTES, archiveBytes * MAX_RATIO)))
    return `It would unpack to ${Math.ceil(unpacked / 1e9)} GB, far more than it is.`;
  return null;
}

/** A relative path that stays where it begins, on any system. */
function isInside(name: string): boolean {
  if (name === "" || name.length > MAX_NAME || /[\\\p{Cc}]|^\/|^[a-z]:/iu.test(name)) return false;
  return name.split("/").every((part) => part !== ".." && part !== ".");
}

/** A person may have packed them anew, one folder deeper. */
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
