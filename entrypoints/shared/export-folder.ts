/**
 * Files under way, on disk beside the recordings, so that memory does not grow with them: exports until a download has read them, and
 * audio until its import is complete.
 */

import type { ChannelName } from "../../core/meeting.ts";
import { pcmFileName, audioFolder, ifThere, openWhenFree } from "./audio-file.ts";
import { delay } from "./delay.ts";

const FOLDER = "exports";
/** A panel that closes leaves its file; after this time no download reads it. */
const ORPHANED_AFTER_MS = 3_600_000;
/** A thread that is ended releases its file a little late. */
const RELEASE_DELAYS_MS = [20, 50, 100, 200, 400, 800, 1_600];

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** @param extension without its dot @returns the name of a file that does not exist yet */
export const newExport = (extension: string): string => `${crypto.randomUUID()}.${extension}`;

export const exportHandle = async (name: string): Promise<FileSystemFileHandle> =>
  (await folder()).getFileHandle(name, { create: true });

/** The types do not know it yet; Chrome has it for files of this file system (docs/platform.md#storage). */
interface MovableFile {
  move(folder: FileSystemDirectoryHandle, name: string): Promise<void>;
}

/** Makes a complete file the audio of a channel. */
export async function moveToMeeting(
  name: string,
  meetingId: string,
  channel: ChannelName,
): Promise<void> {
  const file = (await exportHandle(name)) as unknown as MovableFile;
  await file.move(await audioFolder(meetingId, { create: true }), pcmFileName(channel));
}

/** Removes a file, if it exists. @throws DOMException `NoModificationAllowedError` if a thread keeps it for seconds */
export async function removeExport(name: string): Promise<void> {
  const exports = await folder();
  const remove = (): Promise<unknown> => ifThere(() => exports.removeEntry(name));
  await openWhenFree(remove, RELEASE_DELAYS_MS, delay);
}

/** Removes files that closed panels have left. */
export async function sweepExports(): Promise<void> {
  const exports = await folder();
  for await (const [name, entry] of exports.entries()) {
    if (entry.kind !== "file") continue;
    const { lastModified } = await entry.getFile();
    if (Date.now() - lastModified > ORPHANED_AFTER_MS) await exports.removeEntry(name);
  }
}
