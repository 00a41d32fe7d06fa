/**
 * Progress of imports of media files: `imports/<key>.json` in the origin-private file system. An import that was cut off goes on
 * when the same file is chosen again; after a week its audio is removed.
 */

import { noSideCounts, type SideCounts } from "../../core/audio/two-sides.ts";
import { ifThere } from "./audio-file.ts";
import { sha256 } from "./sha256.ts";

export interface ImportRecord {
  readonly version: 1;
  readonly meetingId: string;
  /** Samples of every stream that are on disk and counted. */
  readonly samples: number;
  readonly counts: SideCounts;
}

const FOLDER = "imports";
/** Of a digest, in hexadecimal: 128 bits. */
const KEY_DIGITS = 32;
const KEPT_MS = 7 * 86_400_000;

const folder = async (): Promise<FileSystemDirectoryHandle> =>
  (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });

const nameOf = (key: string): string => `${key}.json`;

/** The same for the same file, as far as a page can tell; nothing of its name is stored. */
export async function importKey({ name, size, lastModified }: File): Promise<string> {
  return (await sha256(`${size} ${lastModified} ${name}`)).slice(0, KEY_DIGITS);
}

/** @returns `null` if there is none, or one that can't be read */
export async function readImport(key: string): Promise<ImportRecord | null> {
  const file = await ifThere(async () =>
    (await (await folder()).getFileHandle(nameOf(key))).getFile(),
  );
  if (!file) return null;
  try {
    const record = JSON.parse(await file.text()) as ImportRecord;
    const isSame = record.counts.windows.length === noSideCounts().windows.length;
    return record.version === 1 && isSame ? record : null;
  } catch {
    return null;
  }
}

/** Replaces the record as a whole, so that a crash leaves the one before. */
export async function writeImport(key: string, record: ImportRecord): Promise<void> {
  const handle = await (await folder()).getFileHandle(nameOf(key), { create: true });
  const writable = await handle.createWritable();
  await writable.write(JSON.stringify(record));
  await writable.close();
}

export async function removeImport(key: string): Promise<void> {
  await ifThere(async () => (await folder()).removeEntry(nameOf(key)));
}

/** @returns the meetings whose import was cut off: those that may still go on, and those that are too old, with their keys */
export async function cutOffImports(): Promise<{
  readonly kept: readonly string[];
  readonly over: readonly { readonly key: string; readonly meetingId: string | null }[];
}> {
  const kept: string[] = [];
  const over: { key: string; meetingId: string | null }[] = [];
  for await (const [name, entry] of (await folder()).entries()) {
    if (entry.kind !== "file") continue;
    const key = name.replace(/\.json$/, "");
    const record = await readImport(key);
    const { lastModified } = await entry.getFile();
    if (record && Date.now() - lastModified < KEPT_MS) kept.push(record.meetingId);
    else over.push({ key, meetingId: record?.meetingId ?? null });
  }
  return { kept, over };
}
